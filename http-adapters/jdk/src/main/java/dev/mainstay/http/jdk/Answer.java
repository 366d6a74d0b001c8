// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to a client whose request was let in. Ends the request when it is written, or when
 * it cannot be: a handler that shrugs at a lost client need not close anything.
 */
final class Answer {
    private static final int NO_BODY = -1;

    private final HttpExchange exchange;
    private final CountedRequest request;
    private @Nullable OutputStream body;

    Answer(HttpExchange exchange, CountedRequest request) {
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
            body = new AnswerBody(exchange.getResponseBody(), this);
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

    void end() {
        request.end();
    }

    /** The server closes the exchange itself once the headers of such an answer are sent. */
    private boolean isWithoutBody(int status) {
        return status < 200
                || status == 204
                || status == 304
                || exchange.getRequestMethod().equals("HEAD");
    }
}
