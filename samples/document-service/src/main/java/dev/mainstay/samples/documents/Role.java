// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

/** What this process does. */
enum Role {
    /** Takes documents and works on them. */
    ALL,
    /** Takes documents; another process works on them. */
    API,
    /** Works on documents; its port answers probes alone. */
    WORKER;

    boolean takesDocuments() {
        return this != WORKER;
    }

    boolean worksOnDocuments() {
        return this != API;
    }
}
