// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import org.jspecify.annotations.Nullable;

/** How an answer is written. */
enum Form {
    JSON("application/json"),
    TEXT("text/plain"),
    VERBOSE_TEXT("text/plain"),
    MICROPROFILE("application/json"),
    SPRING_BOOT("application/vnd.spring-boot.actuator.v3+json"),
    IETF("application/health+json"),
    HTML("text/html");

    private final String type;

    Form(String type) {
        this.type = type;
    }

    static Form of(Format format) {
        return switch (format) {
            case JSON -> JSON;
            case TEXT -> TEXT;
            case MICROPROFILE -> MICROPROFILE;
            case SPRING_BOOT -> SPRING_BOOT;
            case IETF -> IETF;
        };
    }

    /** The form that a {@code format} parameter names; null if it names none. */
    static @Nullable Form named(String format, boolean verbose) {
        return switch (format) {
            case "json" -> JSON;
            case "text" -> verbose ? VERBOSE_TEXT : TEXT;
            case "microprofile" -> MICROPROFILE;
            case "spring-boot" -> SPRING_BOOT;
            case "ietf" -> IETF;
            default -> null;
        };
    }

    /** The media type, without parameters. */
    String type() {
        return type;
    }

    /** Whether nothing else has its media type: who names it means it. */
    boolean hasItsOwnType() {
        return this == SPRING_BOOT || this == IETF;
    }

    String contentType() {
        return type.startsWith("text/") ? type + "; charset=utf-8" : type;
    }
}
