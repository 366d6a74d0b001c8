// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Durations;
import dev.mainstay.internal.Require;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lock around the state of a monitor and its runner. Who changes something does it in {@link
 * #change}, which publishes what follows; readers take what was published, without the lock. No
 * code of users' and no input or output happens under the lock.
 */
final class MonitorCore {
    /** What readers see, and until when nothing in it ends by itself. */
    private record Snapshot(List<HealthReport> reports, long nextExpiry) {}

    private record TakenDetails(HealthDetails details, long at) {
        boolean isOf(HealthReport report, long now) {
            return details.report() == report && now - at < Durations.SECOND;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition publishing = lock.newCondition();
    private final MonitorTime time;
    private final HealthState state;
    private final CheckRunner runner;
    private final List<MonitorNotifier> notifiers;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();

    private final AtomicReferenceArray<@Nullable TakenDetails> details =
            new AtomicReferenceArray<>(HealthState.OVERALL + 1);

    private volatile Snapshot snapshot;
    private volatile boolean closed;

    MonitorCore(
            MonitorTime time,
            HealthState state,
            @Nullable Executor executor,
            List<HealthListener> listeners) {
        this.time = time;
        this.state = state;
        this.runner = new CheckRunner(new RunEvents(), time.ticker(), executor);
        this.notifiers = MonitorNotifier.logAnd(listeners);
        List<HealthReport> reports = requireNonNull(state.reports(time.now()));
        this.snapshot = new Snapshot(reports, state.nextExpiry());
    }

    /** The report of a probe, or of all; whoever is the first to read past its time looks. */
    HealthReport report(@Nullable Probe probe) {
        Snapshot seen = snapshot;
        if (time.nanos() - seen.nextExpiry < 0) {
            return seen.reports.get(index(probe));
        }
        return locked(
                now -> {
                    if (now.isAtOrAfter(snapshot.nextExpiry)) { // else another reader has looked
                        state.expire(now);
                        publish(now);
                    }
                    return snapshot.reports.get(index(probe));
                });
    }

    /** The details of a probe, or of all; the same while they are of its report and young. */
    HealthDetails details(@Nullable Probe probe) {
        HealthReport report = report(probe);
        TakenDetails last = details.get(index(probe));
        if (last != null && last.isOf(report, time.nanos())) {
            return last.details;
        }
        return locked(
                now -> {
                    HealthReport current = snapshot.reports.get(index(probe));
                    var taken = new TakenDetails(state.details(current, now), now.nanos());
                    details.set(index(probe), taken);
                    return taken.details;
                });
    }

    /** Adds checks that startup waits for. */
    void register(Collection<CheckRegistration> registrations) {
        perform(now -> registrations.forEach(registration -> add(registration, true, now)));
    }

    void add(CheckRegistration registration) {
        perform(
                now -> {
                    requireOpen();
                    add(registration, false, now);
                });
        followers.forEach(Runnable::run);
    }

    private void add(CheckRegistration registration, boolean awaitedByStartup, Moment now) {
        state.add(registration, awaitedByStartup, now);
        runner.add(registration, now);
    }

    /** Removes a check or a gate; false if there is none, or it is latched. */
    boolean remove(String name) {
        boolean removed =
                changed(
                        now -> {
                            runner.remove(name);
                            return state.remove(name);
                        });
        followers.forEach(Runnable::run);
        return removed;
    }

    void start() {
        perform(
                now -> {
                    requireOpen();
                    if (runner.start(time.driven(), now)) {
                        state.start(now);
                        if (time.driven()) {
                            notifiers.forEach(MonitorNotifier::start);
                        }
                    }
                });
    }

    void refresh() {
        perform(runner::refresh);
    }

    boolean awaitPassing(Probe probe, Duration timeout) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(timeout); // for ever, where it overflows
        lock.lockInterruptibly();
        try {
            while (!report(probe).status().isPassing()) {
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
        perform(
                now -> {
                    if (!closed) {
                        closed = true;
                        runner.close();
                        state.close(now);
                    }
                });
        notifiers.forEach(MonitorNotifier::close);
    }

    boolean isClosed() {
        return closed;
    }

    /** Runs something, not under the lock, each time a check has come or gone. */
    void follow(Runnable follower) {
        followers.add(follower);
    }

    /** Reads something that is not published, for metrics. */
    <T> T read(BiFunction<HealthState, CheckRunner, T> reader) {
        return locked(now -> reader.apply(state, runner));
    }

    long tick() {
        return runner.tick();
    }

    /** Changes the state, and publishes what follows from it. */
    <T> T change(BiFunction<HealthState, Moment, T> change) {
        return changed(now -> change.apply(state, now));
    }

    private void perform(Consumer<Moment> change) {
        changed(
                now -> {
                    change.accept(now);
                    return change;
                });
    }

    private <T> T changed(Function<Moment, T> change) {
        return locked(
                now -> {
                    T result = change.apply(now);
                    publish(now);
                    return result;
                });
    }

    private <T> T locked(Function<Moment, T> work) {
        lock.lock();
        try {
            return work.apply(time.now());
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: makes what was changed visible, and tells of it. */
    private void publish(Moment now) {
        List<HealthReport> reports = state.reports(now);
        long nextExpiry = state.nextExpiry();
        if (reports != null) {
            snapshot = new Snapshot(reports, nextExpiry);
            publishing.signalAll();
        } else if (nextExpiry != snapshot.nextExpiry) {
            snapshot = new Snapshot(snapshot.reports, nextExpiry);
        }
        for (HealthChange change : state.takeChanges()) {
            notifiers.forEach(notifier -> notifier.tell(change));
        }
    }

    private void requireOpen() {
        Require.state(!closed, "the monitor is closed");
    }

    private static int index(@Nullable Probe probe) {
        return probe == null ? HealthState.OVERALL : probe.ordinal();
    }

    /** Takes what the runner's threads tell to the state. */
    private final class RunEvents implements CheckRunOwner {
        @Override
        public <T> T tick(Function<Moment, T> step) {
            return changed(
                    now -> {
                        state.ticked(now);
                        return step.apply(now);
                    });
        }

        /** While checks wait, the scheduler is about to tick, and publishes for all of them. */
        @Override
        public <T> T locked(Function<Moment, T> step) {
            return MonitorCore.this.locked(
                    now -> {
                        T result = step.apply(now);
                        if (!runner.isBehind()) {
                            publish(now);
                        }
                        return result;
                    });
        }

        @Override
        public long ended(String name, Health outcome, long took, Moment now) {
            return state.outcome(name, outcome, took, now, time.random());
        }

        @Override
        public long rejected(String name, String why, Moment now) {
            return state.rejected(name, why, now, time.random());
        }

        @Override
        public void timedOut(String name, long startedAt, Moment now) {
            state.timedOut(name, startedAt, now);
        }

        @Override
        public void stuckAt(String name, String where) {
            state.stuckAt(name, where);
        }

        @Override
        public void back(String name) {
            state.back(name);
        }
    }
}
