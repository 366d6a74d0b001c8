// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.servlet;

class TomcatTest extends ServletContainerTest {
    @Override
    Container newContainer() {
        return new TomcatContainer();
    }
}
