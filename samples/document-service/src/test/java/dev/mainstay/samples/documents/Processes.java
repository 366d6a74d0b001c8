// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.IOException;

/** Signals for the processes of a test. */
final class Processes {
    private Processes() {}

    static void freeze(long pid) {
        signal("-STOP", pid);
    }

    static void thaw(long pid) {
        signal("-CONT", pid);
    }

    static void kill(long pid) {
        signal("-KILL", pid);
    }

    private static void signal(String signal, long pid) {
        try {
            int exit =
                    new ProcessBuilder("kill", signal, String.valueOf(pid))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("kill %s %d: exit %d".formatted(signal, pid, exit));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
