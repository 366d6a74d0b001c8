// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link CountedRequest}, as a handler writes it to its exchange. It ends the
 * request when it is written, or when writing fails: a handler that ignores a lost client need not
 * close anything.
 */
final class CountedAnswer {
    private static final int NO_BODY = -1;

    private final HttpExchange exchange;
    private final CountedRequest request;
    private @Nullable OutputStream body;

    CountedAnswer(HttpExchange exchange, CountedRequest request) {
        this.exchange = exchange;
        this.request = request;
    }

    void askToClose() {
        if (request.isClosing()) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
    }

    void sendHeaders(int status, long length) throws IOException {
        askToClose();
        boolean awaitsBody = false;
        try {
            exchange.sendResponseHeaders(status, length);
            awaitsBody = length != NO_BODY && !isWithoutBody(status);
        } finally {
            request.sent(exchange.getResponseCode());
            if (!awaitsBody) {
                request.end();
            }
        }
    }

    OutputStream body() {
        if (body == null) {
            body = new Body(exchange.getResponseBody());
        }
        return body;
    }

    void setStreams(@Nullable InputStream in, @Nullable OutputStream out) {
        exchange.setStreams(in, out);
        body = null;
    }

    void close() {
        try {
            exchange.close();
        } finally {
            request.end();
        }
    }

    /** The server closes the exchange itself once the headers of such an answer are sent. */
    private boolean isWithoutBody(int status) {
        return status < 200
                || status == 204
                || status == 304
                || exchange.getRequestMethod().equals("HEAD");
    }

    /** A handler that holds the body alone may answer yet, so the body holds the answer. */
    private final class Body extends FilterOutputStream {
        Body(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                request.end();
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                request.end();
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } finally {
                request.end();
            }
        }
    }
}
