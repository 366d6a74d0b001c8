// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

/** What callers without the API key are shown, from least to most. Immutable. */
public enum Details {
    /** The status alone. The default. */
    STATUS,
    /** The names of checks and gates, each with its status. */
    NAMES,
    /** Everything: messages, measured values, times. For networks where every caller may know. */
    ALWAYS
}
