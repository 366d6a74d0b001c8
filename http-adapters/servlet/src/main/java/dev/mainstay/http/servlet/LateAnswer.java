// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.HealthResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** The answer of a request that waits, written on the container's threads when there is one. */
final class LateAnswer implements Consumer<HealthResponse> {
    /** Well above the longest wait: the container's own end to it is not to come first. */
    private static final long TIMEOUT_MILLIS = 75_000;

    private final AsyncContext context;
    private final HttpServletResponse response;

    private LateAnswer(AsyncContext context, HttpServletResponse response) {
        this.context = context;
        this.response = response;
    }

    static LateAnswer begin(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(TIMEOUT_MILLIS);
        return new LateAnswer(context, response);
    }

    @Override
    public void accept(HealthResponse answer) {
        try {
            start(answer);
        } catch (IllegalStateException ended) {
            return;
        }
    }

    /** Where there is no thread it is no success at least. */
    private void start(HealthResponse answer) {
        try {
            context.start(() -> send(answer));
        } catch (RejectedExecutionException e) {
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            context.complete();
        }
    }

    /** A client that has gone is no error; what the container has ended is ended. */
    private void send(HealthResponse answer) {
        try {
            try {
                Exchanges.send(response, answer);
            } finally {
                context.complete();
            }
        } catch (IOException | IllegalStateException gone) {
            return;
        }
    }
}
