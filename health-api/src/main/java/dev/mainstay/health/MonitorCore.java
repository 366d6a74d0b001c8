// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The monitor's state under one lock, and what readers see of it without the lock. No code of
 * users' and no input or output happens under the lock.
 */
final class MonitorCore {
    /** The place of the overall report, after those of the probes. */
    static final int OVERALL = Probe.values().length;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition publishing = lock.newCondition();
    private final Time time;
    private final Publisher publisher;
    private final Freshness freshness;
    private final Runs runs;
    private final DetailsView details;
    private final Published published;
    private final Checks checks = new Checks();
    private final Gates gates;
    private final Membership membership;
    private final Suspensions suspensions;
    private boolean started;
    private volatile boolean closed;

    MonitorCore(
            Time time,
            @Nullable Executor executor,
            List<HealthListener> listeners,
            Publisher publisher) {
        this.time = time;
        this.publisher = publisher;
        this.gates = new Gates(this, publisher, checks);
        this.suspensions = new Suspensions(this, publisher, checks, time);
        this.freshness = new Freshness(time, publisher, suspensions);
        this.runs = new Runs(this, lock, time, executor);
        this.membership = new Membership(this, publisher, checks, runs, time);
        this.details = new DetailsView(time, publisher);
        this.published = new Published(time, listeners, requireNonNull(publisher.reports()));
    }

    HealthReport report(int board) {
        HealthReport fresh = published.freshReport(board);
        return fresh != null ? fresh : look(board);
    }

    HealthDetails details(int board) {
        HealthReport report = report(board);
        HealthDetails cached = details.cached(board, report);
        if (cached != null) {
            return cached;
        }
        return locked(() -> details.build(board, published.report(board), checks));
    }

    void start() {
        change(
                () -> {
                    requireOpen();
                    if (started) {
                        return;
                    }
                    started = true;
                    long now = time.nanos();
                    freshness.start(now);
                    publisher.start();
                    moveFreshness(now);
                    checks.all().forEach(entry -> runs.begin(entry, now));
                    if (time.driven()) {
                        published.start();
                        runs.start();
                    }
                });
    }

    Membership membership() {
        return membership;
    }

    Suspensions suspensions() {
        return suspensions;
    }

    Gates gates() {
        return gates;
    }

    void refresh() {
        change(
                () -> {
                    if (started && !closed) {
                        long now = time.nanos();
                        checks.all().stream()
                                .filter(entry -> entry.execution == null)
                                .forEach(entry -> runs.schedule(entry, now));
                    }
                });
    }

    boolean awaitPassing(Probe probe, Duration timeout) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(timeout); // for ever, where it overflows
        lock.lockInterruptibly();
        try {
            while (!report(probe.ordinal()).status().isPassing()) {
                if (left <= 0 || closed) {
                    return false;
                }
                left = publishing.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        change(
                () -> {
                    if (closed) {
                        return;
                    }
                    closed = true;
                    freshness.stop();
                    publisher.close();
                    checks.all().forEach(runs::forget);
                });
        runs.stop();
        published.close();
    }

    /** Under the lock: the scheduler is alive. */
    void ticked(long now) {
        freshness.ticked(now);
        if (freshness.isDue(now, published.freshUntil())) {
            moveFreshness(now);
        }
    }

    /**
     * Under the lock: a run ended, or its timeout passed. While others stand in line the scheduler
     * is about to tick, and publishes for all of them.
     */
    void record(CheckEntry entry, Health health, RunCounts.Outcome outcome, long took) {
        entry.counts.add(outcome, took);
        take(entry, health, took);
        boolean awaitedToPass = entry.probes.contains(Probe.STARTUP);
        if (!awaitedToPass || entry.row.weighed().isPassing()) {
            publisher.settleForStartup(entry);
        }
        if (!runs.hasWaiting()) {
            publish();
        }
    }

    /** The checks, for metrics. */
    List<CheckEntry> entries() {
        return locked(() -> List.copyOf(checks.all()));
    }

    /** How many runs are past their timeouts and not back. */
    int stuck() {
        return locked(() -> (int) checks.all().stream().filter(CheckEntry::isStuck).count());
    }

    /** Under the lock. */
    boolean isStarted() {
        return started;
    }

    boolean isClosed() {
        return closed;
    }

    /** One round of the scheduler, for tests that drive time by hand. */
    long tick() {
        return runs.tick();
    }

    /** Under the lock: an outcome that is no run's end; to be published by the caller. */
    void take(CheckEntry entry, Health health, long took) {
        long now = time.nanos();
        entry.take(health, took, time.now(), now);
        publisher.update(entry, now);
        if (entry.ages()) {
            published.lowerFreshUntil(entry.staleAt());
        }
    }

    private HealthReport look(int board) {
        change(
                () -> {
                    long now = time.nanos();
                    if (now - published.freshUntil() >= 0) { // else another reader has looked
                        moveFreshness(now);
                    }
                });
        return published.report(board);
    }

    /** Under the lock: something ends by itself then. */
    void lookAgainAt(long at) {
        published.lowerFreshUntil(at);
    }

    private void moveFreshness(long now) {
        published.setFreshUntil(freshness.look(checks.all(), now));
    }

    /** Changes something under the lock and publishes what follows from it. */
    void change(Runnable work) {
        changed(
                () -> {
                    work.run();
                    return true;
                });
    }

    <T> T changed(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            publish();
            lock.unlock();
        }
    }

    /** Under the lock: makes what was changed visible, and tells of it. */
    void publish() {
        HealthReport[] reports = publisher.reports();
        if (reports != null) {
            published.set(reports);
            publishing.signalAll();
        }
        published.tell(publisher.takeChanges());
    }

    /** Reads something under the lock. */
    private <T> T locked(Supplier<T> reading) {
        lock.lock();
        try {
            return reading.get();
        } finally {
            lock.unlock();
        }
    }

    void requireOpen() {
        Require.state(!closed, "the monitor is closed");
    }
}
