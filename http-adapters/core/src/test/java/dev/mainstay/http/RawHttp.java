// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** One kept connection on which a test says, byte by byte, what it wants to say. */
final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int PIECE = 16_384;

    /** An answer; the body is null where the connection said that there is none. */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static RawHttp connect(URI base) throws IOException {
        return on(new Socket(base.getHost(), base.getPort()));
    }

    static RawHttp on(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new RawHttp(socket);
    }

    void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /**
     * Says all of it, and that there will be no more, and returns all that the other side says
     * until it ends the connection. It may do that before it has heard everything.
     */
    String saysUntilTheEnd(byte[] bytes) throws IOException {
        var said = new ByteArrayOutputStream();
        try {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            in.transferTo(said);
        } catch (SocketException e) {
            readTheRest(said);
        }
        return said.toString(ISO_8859_1);
    }

    private void readTheRest(ByteArrayOutputStream said) throws IOException {
        try {
            in.transferTo(said);
        } catch (SocketException e) {
            // reset: it has said what there is
        }
    }

    Answer request(String method, String target, String... headers) throws IOException {
        send(method, target, headers);
        return answer(!method.equals("HEAD"));
    }

    void send(String method, String target, String... headers) throws IOException {
        var text = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        text.append("Host: localhost\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        write(text.append("\r\n").toString());
    }

    /** Sends a request with a body, all of it, whatever the server says meanwhile. */
    void upload(int bytes, boolean chunked) throws IOException {
        String how = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + bytes;
        write("POST /app HTTP/1.1\r\nHost: localhost\r\n" + how + "\r\n\r\n");
        String piece = Uploads.piece(PIECE, chunked);
        for (int left = bytes; left > 0; left -= PIECE) {
            write(piece);
        }
        if (chunked) {
            write("0\r\n\r\n");
        }
    }

    Answer answer(boolean withBody) throws IOException {
        String statusLine = line();
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
        int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
        return new Answer(
                status, headers, withBody ? new String(in.readNBytes(length), UTF_8) : "");
    }

    /** Whether the other side has ended the connection. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended after '" + line + "'");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
