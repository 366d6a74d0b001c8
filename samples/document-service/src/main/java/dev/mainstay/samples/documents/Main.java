// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.IOException;

/** Starts the service from the environment; a bad setting exits 2, a failed start 1. */
final class Main {
    private Main() {}

    public static void main(String[] args) {
        try {
            start(DocumentService.ofProcess(Settings.from(System.getenv())));
            // A worker alone has none but daemon threads.
            Thread.currentThread().join();
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (InterruptedException e) {
            System.err.println("ended by an interrupt");
            System.exit(1);
        }
    }

    private static void start(DocumentService service) {
        try {
            service.start();
        } catch (IOException | RuntimeException e) {
            if (service.shutdown().isShuttingDown()) {
                // It lacks what is closed already. The shutdown ends the process.
                System.err.println("told to stop while it started: " + Masking.message(e));
                return;
            }
            System.err.println("could not start: " + Masking.message(e));
            // The exit closes what has been started.
            System.exit(1);
        }
    }
}
