// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/** A dialect that health is told in. Errors are problems as of RFC 9457 in each. Immutable. */
public enum Format {
    /** This library's own JSON; the only one with everything there is. The default. */
    JSON,
    /** The text of Kubernetes' own components. */
    TEXT,
    /** MicroProfile Health: UP and DOWN alone, {@code checks} as a list. */
    MICROPROFILE,
    /** Spring Boot Actuator, version 3: {@code components} with {@code details}. */
    SPRING_BOOT,
    /** The IETF's draft {@code application/health+json}: pass, warn and fail. */
    IETF
}
