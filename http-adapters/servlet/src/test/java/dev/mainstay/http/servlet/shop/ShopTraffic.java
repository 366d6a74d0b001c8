// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet.shop;

import dev.mainstay.http.servlet.TrafficFilter;
import jakarta.servlet.annotation.WebFilter;

@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ShopTraffic extends TrafficFilter {}
