// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** Reads one HTTP/1.x response (RFC 9112), within limits. */
final class AnswerReader {
    private static final int LONGEST_HEAD = 32 << 10;
    private static final int LONGEST_BODY = 256 << 10;

    private final InputStream in;
    private int headLeft = LONGEST_HEAD;
    private long length = -1;
    private boolean chunked;

    AnswerReader(InputStream in) {
        this.in = in;
    }

    static AnswerReader over(Socket socket, long deadline) throws IOException {
        return new AnswerReader(new BufferedInputStream(new DeadlineInputStream(socket, deadline)));
    }

    Answer read() throws IOException {
        int status = readHead();
        while (status < 200) {
            status = readHead();
        }
        if (status == 204 || status == 304) {
            return new Answer(status, "");
        }
        return new Answer(status, readBody().toString(UTF_8));
    }

    private int readHead() throws IOException {
        length = -1;
        chunked = false;
        int status = status(readLine());
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                header(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return status;
    }

    private void header(String name, String value) throws IOException {
        if (name.equalsIgnoreCase("Content-Length")) {
            length = number(value, 10);
        } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
            chunked = value.equalsIgnoreCase("chunked");
        }
    }

    private ByteArrayOutputStream readBody() throws IOException {
        var body = new ByteArrayOutputStream();
        if (chunked) {
            for (long size = chunkSize(); size > 0; size = chunkSize()) {
                copy(size, body);
                readLine();
            }
        } else if (length >= 0) {
            copy(length, body);
        } else {
            for (int b = in.read(); b != -1; b = in.read()) {
                keep(b, body);
            }
        }
        return body;
    }

    private long chunkSize() throws IOException {
        String line = readLine();
        int extension = line.indexOf(';');
        return number(extension < 0 ? line : line.substring(0, extension), 16);
    }

    private void copy(long bytes, ByteArrayOutputStream body) throws IOException {
        for (long i = 0; i < bytes; i++) {
            keep(next(), body);
        }
    }

    private static void keep(int b, ByteArrayOutputStream body) throws IOException {
        if (body.size() == LONGEST_BODY) {
            throw new IOException("the answer is longer than " + LONGEST_BODY + " bytes");
        }
        body.write(b);
    }

    private String readLine() throws IOException {
        var line = new ByteArrayOutputStream(80);
        for (int b = next(); b != '\n'; b = next()) {
            if (--headLeft < 0) {
                throw new IOException("the answer's head is longer than " + LONGEST_HEAD);
            }
            line.write(b);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    private int next() throws IOException {
        int b = in.read();
        if (b == -1) {
            throw new EOFException("the answer ended before it was complete");
        }
        return b;
    }

    private static int status(String line) throws IOException {
        if (!line.startsWith("HTTP/1.") || line.length() < 12) {
            throw new IOException("not an HTTP/1.1 answer");
        }
        int status = (int) number(line.substring(9, 12), 10);
        if (status < 100) {
            throw new IOException("not an HTTP/1.1 answer");
        }
        return status;
    }

    private static long number(String text, int radix) throws IOException {
        try {
            long number = Long.parseLong(text.strip(), radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IOException("not an HTTP/1.1 answer");
    }
}
