// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/** How an answer is written. */
enum Form {
    JSON("application/json"),
    TEXT("text/plain; charset=utf-8"),
    VERBOSE_TEXT("text/plain; charset=utf-8");

    private final String contentType;

    Form(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }
}
