// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.servlet;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/** Takes an order of any size, and says how large it was. */
public final class OrderServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        long size = request.getInputStream().transferTo(OutputStream.nullOutputStream());
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setContentType("application/json");
        response.getWriter().print("{\"bytes\":" + size + "}");
    }
}
