// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What the services of child processes are made of. */
final class Service {
    private static final HealthMonitor HEALTH = HealthMonitor.builder().build().start();

    private Service() {}

    static ShutdownCoordinatorBuilder within(Duration timeout) {
        return ShutdownCoordinator.builder(HEALTH).timeout(timeout);
    }

    static void job(ShutdownCoordinator shutdown, String name, Duration afterDrain) {
        InFlight.Token token = shutdown.inFlight().begin(name);
        var thread =
                new Thread(
                        () -> {
                            while (!shutdown.inFlight().isDraining()) {
                                pause(ofMillis(10));
                            }
                            pause(afterDrain);
                            say(name);
                            token.close();
                        });
        thread.setDaemon(true);
        thread.start();
    }

    static void ready() {
        System.out.println("ready");
        var main = new Thread(Service::hang, "service");
        main.start();
    }

    static void say(String text) {
        try {
            var out = new FileOutputStream(FileDescriptor.out);
            out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void sayAfter(String text, Duration time) {
        pause(time);
        say(text);
    }

    static void sayProbes() {
        say(HEALTH.report(Probe.LIVENESS).status() + " " + HEALTH.report(Probe.READINESS).status());
    }

    static void fail() throws IOException {
        throw new IOException("connection to redis://user:secret@host is gone");
    }

    static void talkToRedis() {
        hang();
    }

    /** For ever, whoever interrupts. */
    static void hang() {
        var never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
