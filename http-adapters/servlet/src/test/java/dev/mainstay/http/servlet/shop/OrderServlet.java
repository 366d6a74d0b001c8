// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet.shop;

import dev.mainstay.http.Traffic;
import dev.mainstay.http.servlet.TrafficFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says how many requests are under way, its own among them. */
@WebServlet("/orders")
public class OrderServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var traffic = (Traffic) getServletContext().getAttribute(TrafficFilter.TRAFFIC);
        response.getWriter().print(traffic.count());
    }
}
