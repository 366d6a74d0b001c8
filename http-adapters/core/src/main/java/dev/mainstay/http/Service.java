// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/**
 * What the service calls itself.
 *
 * @param name shown to everybody; empty if it has none
 * @param version shown with the details; empty if it has none
 */
record Service(String name, String version) {
    static final Service NONE = new Service("", "");
}
