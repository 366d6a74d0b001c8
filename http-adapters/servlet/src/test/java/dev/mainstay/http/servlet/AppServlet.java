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

/** What the contract of traffic asks for, on the container's thread or on one of its own. */
final class AppServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient UploadHttpContract.Application application;
    private final boolean async;

    private AppServlet(UploadHttpContract.Application application, boolean async) {
        this.application = application;
        this.async = async;
    }

    static void mountOn(
            ServletContext context, UploadHttpContract.Application application, boolean async) {
        ServletRegistration.Dynamic app =
                context.addServlet("app", new AppServlet(application, async));
        app.setAsyncSupported(true);
        app.addMapping("/app", "/empty");
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
        try {
            answer(
                    (HttpServletRequest) context.getRequest(),
                    (HttpServletResponse) context.getResponse());
        } catch (IOException | IllegalStateException e) {
            // the contract's: a failed request is to end
        } finally {
            context.complete();
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        application.run();
        if (request.getHeader("X-Fail") != null) {
            throw new IllegalStateException("expected by the test");
        }
        response.setContentLength("done".length());
        if (!request.getMethod().equals("HEAD")) {
            response.getWriter().print("done");
        }
    }
}
