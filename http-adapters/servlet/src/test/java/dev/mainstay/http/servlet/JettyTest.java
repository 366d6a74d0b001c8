// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

class JettyTest extends ServletContainerTest {
    @Override
    Container newContainer() {
        return new JettyContainer();
    }
}
