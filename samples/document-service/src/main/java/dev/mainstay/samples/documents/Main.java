// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.IOException;

/** Starts the service from the environment; a bad setting exits 2, a failed start 1. */
final class Main {
    private Main() {}

    public static void main(String[] args) {
        try {
            DocumentService.ofProcess(Settings.from(System.getenv())).start();
            // A worker alone has none but daemon threads.
            Thread.currentThread().join();
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (InterruptedException e) {
            System.err.println("ended by an interrupt");
            System.exit(1);
        } catch (IOException | RuntimeException e) {
            // The exit closes what has been started.
            System.err.println("could not start: " + e.getMessage());
            System.exit(1);
        }
    }
}
