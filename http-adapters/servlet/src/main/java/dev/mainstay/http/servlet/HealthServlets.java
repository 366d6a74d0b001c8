// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the servlets that answer for health, whoever registered them. */
final class HealthServlets {
    private final Map<String, Boolean> byName = new ConcurrentHashMap<>();

    /** It is the container that chose the servlet: no second reading of a path can differ. */
    boolean isWhatAnswers(HttpServletRequest request) {
        return byName.computeIfAbsent(
                request.getHttpServletMapping().getServletName(),
                name -> isHealth(name, request.getServletContext()));
    }

    private static boolean isHealth(String name, ServletContext context) {
        ServletRegistration servlet = context.getServletRegistration(name);
        if (servlet == null || servlet.getClassName() == null) {
            return false;
        }
        // Null in a Jetty without web applications.
        ClassLoader loader = context.getClassLoader();
        ClassLoader known = loader == null ? HealthServlet.class.getClassLoader() : loader;
        try {
            return HealthServlet.class.isAssignableFrom(
                    Class.forName(servlet.getClassName(), false, known));
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // the container says so when it makes the servlet
        }
    }
}
