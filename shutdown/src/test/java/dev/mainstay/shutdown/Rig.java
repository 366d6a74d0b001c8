// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofSeconds;

import dev.mainstay.health.HealthChange;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.TaskReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A shutdown that leaves the process alone. */
final class Rig implements AutoCloseable {
    final List<String> said = new CopyOnWriteArrayList<>();
    final List<HealthChange> changes = new CopyOnWriteArrayList<>();
    final CountDownLatch release = new CountDownLatch(1);
    final HealthMonitor health = HealthMonitor.builder().onChange(changes::add).build().start();

    final ShutdownCoordinatorBuilder builder =
            ShutdownCoordinator.builder(health)
                    .timeout(ofSeconds(20))
                    .propagationDelay(Duration.ZERO)
                    .endsProcess(false);

    ShutdownReport run() throws InterruptedException {
        return run(builder.build());
    }

    ShutdownReport run(ShutdownCoordinator shutdown) throws InterruptedException {
        shutdown.requestShutdown("test");
        return shutdown.await();
    }

    /** A task that says its name. */
    void register(ShutdownCoordinator shutdown, Phase phase, String name) {
        shutdown.on(phase, name, () -> said.add(name));
    }

    void failAfter(Duration time) throws IOException, InterruptedException {
        boolean unused = release.await(time.toMillis(), TimeUnit.MILLISECONDS);
        said.add("fails");
        throw new IOException("gone");
    }

    void ignoreInterrupts() {
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
    }

    static Outcome outcome(ShutdownReport report, String name) {
        return task(report, name).outcome();
    }

    static Throwable cause(ShutdownReport report, String name) {
        return task(report, name).cause().orElseThrow();
    }

    static TaskReport task(ShutdownReport report, String name) {
        return report.tasks().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Lets the stuck go. */
    @Override
    public void close() {
        release.countDown();
        health.close();
    }
}
