// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One kept connection that asks for one path again and again, as a prober does. */
final class ProbeConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;
    private final byte[] request;
    private boolean closing;
    private boolean betweenAnswers;

    ProbeConnection(URI base, String path, String... headers) throws IOException {
        socket = new Socket(base.getHost(), base.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        request =
                ("GET "
                                + path
                                + " HTTP/1.1\r\nHost: "
                                + base.getAuthority()
                                + "\r\n"
                                + String.join("", headers)
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
    }

    /** Sends a request, reads the whole response and returns its status. */
    int ask() throws IOException {
        socket.getOutputStream().write(request);
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        closing = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring("content-length:".length()).trim());
            }
            closing |= lower.equals("connection: close");
        }
        in.skipNBytes(length);
        betweenAnswers = true;
        return status;
    }

    /** Whether it has answered, and has said nothing since. */
    boolean isBetweenAnswers() {
        return betweenAnswers;
    }

    /** Whether the last response asked for the connection to be closed. */
    boolean isClosing() {
        return closing;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            betweenAnswers = false;
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
