// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.TrafficRequest;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A request that was let in, up to the end of its answer. */
final class CountedRequest implements AsyncListener {
    private static final int SERVER_ERROR = 500;

    private final HttpServletRequest request;
    private final ClosingResponse response;
    private final TrafficRequest counted;

    CountedRequest(
            HttpServletRequest request, HttpServletResponse response, TrafficRequest counted) {
        this.request = request;
        this.response = new ClosingResponse(response, counted);
        this.counted = counted;
    }

    void pass(FilterChain chain) throws IOException, ServletException {
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = true;
            if (!request.isAsyncStarted()) {
                finish();
            }
        } finally {
            response.askToClose();
            if (!request.isAsyncStarted()) {
                end(answered ? response.getStatus() : SERVER_ERROR);
            } else {
                listen();
            }
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end(response.getStatus());
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    /** The container completes it, or an error page does. */
    @Override
    public void onTimeout(AsyncEvent event) {}

    /** The container completes it, or an error page does. */
    @Override
    public void onError(AsyncEvent event) {}

    private void listen() {
        try {
            request.getAsyncContext().addListener(this);
        } catch (IllegalStateException completedMeanwhile) {
            end(response.getStatus());
        }
    }

    /**
     * Sends what the container would keep back until all filters have returned. Errors are left to
     * it, which may have a page for them, and a 101, after which the connection is another's.
     */
    private void finish() throws IOException {
        int status = response.getStatus();
        if (status < 200 || status >= 400 || request.getMethod().equals("HEAD")) {
            return;
        }
        try {
            response.getOutputStream().close();
        } catch (IllegalStateException writerInUse) {
            response.getWriter().close();
        }
    }

    private void end(int status) {
        Object route = request.getAttribute(TrafficFilter.ROUTE);
        String pattern = request.getHttpServletMapping().getPattern();
        counted.end(route instanceof String text ? text : pattern, status);
    }
}
