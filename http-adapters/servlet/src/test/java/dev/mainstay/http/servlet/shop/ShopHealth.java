// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet.shop;

import dev.mainstay.http.servlet.HealthServlet;
import jakarta.servlet.annotation.WebServlet;

@WebServlet(
        urlPatterns = {"/health", "/health/*"},
        asyncSupported = true,
        loadOnStartup = 1)
public class ShopHealth extends HealthServlet {
    private static final long serialVersionUID = 1L;
}
