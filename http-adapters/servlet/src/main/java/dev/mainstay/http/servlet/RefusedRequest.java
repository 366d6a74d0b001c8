// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * An upload that was not let in. A connection that is closed while some of its request is unread is
 * reset, and its client may lose the answer (RFC 9112, section 9.6): so the request is read first,
 * where that is neither much nor takes long, and on no thread. It is answered after that, as Tomcat
 * lets nobody read on once the answer is written.
 */
final class RefusedRequest implements ReadListener, AsyncListener {
    /** As Tomcat does, and it calls it {@code maxSwallowSize}. */
    private static final int MOST_BYTES = 2 * 1024 * 1024;

    private static final long LONGEST_MILLIS = 2_000;

    private final AsyncContext context;
    private final ServletInputStream body;
    private final HttpServletResponse response;
    private final HealthResponse refusal;
    private final byte[] buffer = new byte[8 * 1024];
    private int left = MOST_BYTES;

    private RefusedRequest(
            AsyncContext context,
            ServletInputStream body,
            HttpServletResponse response,
            HealthResponse refusal) {
        this.context = context;
        this.body = body;
        this.response = response;
        this.refusal = refusal;
    }

    static void answer(
            HttpServletRequest request, HttpServletResponse response, HealthResponse refusal)
            throws IOException {
        if (!request.isAsyncSupported() || !isUpload(request)) {
            Exchanges.send(response, refusal);
            return;
        }
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(LONGEST_MILLIS);
        var refused = new RefusedRequest(context, request.getInputStream(), response, refusal);
        context.addListener(refused);
        refused.body.setReadListener(refused);
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (left > 0 && body.isReady()) {
            int read = body.read(buffer);
            if (read < 0) {
                return;
            }
            left -= read;
        }
        if (left <= 0) {
            send();
        }
    }

    @Override
    public void onAllDataRead() throws IOException {
        send();
        context.complete();
    }

    @Override
    public void onError(Throwable unreadable) {
        try {
            send();
        } catch (IOException e) {
            // its client is gone
        }
        context.complete();
    }

    /** The container ends the request then, and its connection. */
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        send();
    }

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}

    private void send() throws IOException {
        if (!response.isCommitted()) {
            Exchanges.send(response, refusal);
            response.flushBuffer();
        }
    }

    /** Whether a body is coming: with an Expect the client sends none to who refuses it. */
    private static boolean isUpload(HttpServletRequest request) {
        return request.getHeader("Expect") == null
                && (request.getContentLengthLong() > 0
                        || request.getHeader("Transfer-Encoding") != null);
    }
}
