// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.jdk;

/** Threads that keep no process alive. */
final class Daemons {
    private Daemons() {}

    static Thread of(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs a task whose new threads shall be daemons, as a thread inherits that; waits for it. */
    static void run(Runnable task) {
        Thread thread = of(task, "mainstay-http-start");
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
