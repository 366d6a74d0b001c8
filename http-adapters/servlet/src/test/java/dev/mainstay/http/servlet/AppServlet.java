// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import dev.mainstay.http.UploadHttpContract;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the contracts of traffic ask for, on the container's thread or on one of its own. */
final class AppServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient UploadHttpContract.Application application;
    private final String body;
    private final boolean async;

    private AppServlet(UploadHttpContract.Application application, String body, boolean async) {
        this.application = application;
        this.body = body;
        this.async = async;
    }

    static void mountOn(
            ServletContext context,
            UploadHttpContract.Application application,
            String body,
            boolean async) {
        ServletRegistration.Dynamic app =
                context.addServlet("app", new AppServlet(application, body, async));
        app.setAsyncSupported(true);
        app.addMapping("/app", "/empty", "/missing", "/broken");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getRequestURI().equals("/empty")) {
            response.setStatus(204);
        } else if (async) {
            AsyncContext context = request.startAsync(request, response);
            new Thread(() -> answerAndComplete(context), "app").start();
        } else {
            answer(request, response);
        }
    }

    private void answerAndComplete(AsyncContext context) {
        var response = (HttpServletResponse) context.getResponse();
        try {
            answer((HttpServletRequest) context.getRequest(), response);
        } catch (IOException | IllegalStateException e) {
            response.setStatus(500);
        } finally {
            context.complete();
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        application.run();
        if (request.getHeader("X-Fail") != null || request.getRequestURI().equals("/broken")) {
            throw new IllegalStateException("expected by the test");
        }
        if (request.getRequestURI().equals("/missing")) {
            response.sendError(404);
            return;
        }
        response.setContentLength(body.length());
        if (!request.getMethod().equals("HEAD")) {
            response.getWriter().print(body);
        }
    }
}
