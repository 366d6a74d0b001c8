// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The only place from which this library ends a process. */
final class ProcessEnd {
    private ProcessEnd() {}

    /** Has the class loaded early: at the deadline a stuck thread may hold a loader's lock. */
    static void load() {}

    /** Never returns. Other libraries' hooks run, and wait for nobody. */
    static void exit(int code) {
        Runtime.getRuntime().exit(code);
    }

    /** Never returns. */
    static void halt() {
        Runtime.getRuntime().halt(ShutdownSettings.FORCED);
    }

    /** Straight to the file: {@code System.err} has a lock that a stuck thread may hold. */
    @SuppressWarnings("resource") // closing it would close the process's own
    static void print(String text) {
        try {
            var err = new FileOutputStream(FileDescriptor.err);
            err.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Nobody is left who could be told.
        }
    }
}
