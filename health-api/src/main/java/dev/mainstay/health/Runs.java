// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.internal.Durations;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides which check runs when, and what becomes of a run. One thread decides; it runs no code of
 * users'. State is guarded by the monitor's lock.
 */
final class Runs {
    /** How many runs may be under way within their timeouts. */
    static final int PLACES = 32;

    private static final long LONGEST_WAIT = 5 * Durations.SECOND;

    /** Checks that are due within it are started together: waking up costs more than a check. */
    private static final long SHORTEST_WAIT = 20_000_000L;

    private final MonitorCore core;
    private final ReentrantLock lock;
    private final Time time;
    private final CheckThreads threads = new CheckThreads();
    private final Launcher launcher;
    private final Agenda agenda = new Agenda();
    private final Queue<CheckEntry> waiting = new ArrayDeque<>();
    private int inTime;
    private long wakesAt;
    private final Scheduler scheduler = new Scheduler(this::tick, SHORTEST_WAIT);

    Runs(MonitorCore core, ReentrantLock lock, Time time, @Nullable Executor executor) {
        this.core = core;
        this.lock = lock;
        this.time = time;
        this.launcher = new Launcher(threads, executor);
    }

    void start() {
        scheduler.start();
    }

    void stop() {
        scheduler.stop();
        launcher.close();
    }

    boolean isOnScheduler() {
        return scheduler.isThisThread();
    }

    /** Under the lock: a check's first run is due, and its start period begins. */
    void begin(CheckEntry entry, long now) {
        entry.startPeriodEnds = now + entry.settings.startPeriod();
        scheduler.waitNoLongerThan(entry.settings.interval() / 2);
        schedule(entry, now);
    }

    /** Under the lock: puts a check on the agenda. */
    void schedule(CheckEntry entry, long at) {
        agenda.put(entry, at);
        if (at - wakesAt < 0) {
            scheduler.wake();
        }
    }

    /** Under the lock: the check is gone; a run of it that is under way is nobody's any more. */
    void forget(CheckEntry entry) {
        entry.removed = true;
        Execution execution = entry.execution;
        entry.execution = null;
        if (execution != null && !execution.timedOut) {
            freePlace();
            if (execution.isStarted()) {
                giveUpPlace(execution);
            }
        }
    }

    /** Under the lock: whether checks are due that no place is free for. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Does what is due and tells in how many nanoseconds something is due again. */
    long tick() {
        var overdue = new ArrayList<Execution>();
        List<Execution> launches;
        lock.lock();
        try {
            long now = time.nanos();
            core.ticked(now);
            takeDue(now, overdue);
            launches = takeWaiting();
            core.publish();
        } finally {
            lock.unlock();
        }
        launcher.launch(launches, this::rejected);
        overdue.forEach(launcher::giveUp);
        lock.lock();
        try {
            long now = time.nanos();
            long longest = threads.hasWaiting() ? SHORTEST_WAIT : LONGEST_WAIT;
            long wait = agenda.nanosToNext(now, longest);
            wakesAt = now + wait;
            return wait;
        } finally {
            lock.unlock();
        }
    }

    /** A run begins; false if nobody waits for it any more. */
    boolean begins(Execution execution) {
        lock.lock();
        try {
            CheckEntry entry = execution.entry;
            if (entry.execution != execution) {
                return false;
            }
            long now = time.nanos();
            execution.startsAt(now);
            long timeout = entry.settings.timeout();
            if (entry.nextAt - now <= 0 || entry.nextAt - now > timeout) { // it began late
                schedule(entry, now + timeout);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A run came back. */
    void finished(Execution execution, Health outcome) {
        lock.lock();
        try {
            CheckEntry entry = execution.entry;
            if (execution.timedOut) {
                threads.runIsBack();
            }
            if (entry.execution != execution) {
                return;
            }
            entry.execution = null;
            long now = time.nanos();
            long took = now - execution.startedAt();
            boolean late = execution.timedOut || took > entry.settings.timeout();
            if (!execution.timedOut) {
                freePlace();
                recordEnd(entry, outcome, took);
            }
            schedule(entry, late ? now : now + entry.nextDelay(time.random()));
        } finally {
            lock.unlock();
        }
    }

    private void recordEnd(CheckEntry entry, Health outcome, long took) {
        long timeout = entry.settings.timeout();
        if (took > timeout) {
            core.record(entry, noAnswer(entry), RunCounts.Outcome.TIMEOUT, timeout);
        } else {
            core.record(entry, outcome, RunCounts.Outcome.of(outcome.status()), took);
        }
    }

    /** A run was never begun. */
    void rejected(Execution execution, String why) {
        lock.lock();
        try {
            CheckEntry entry = execution.entry;
            if (entry.execution != execution) {
                return;
            }
            entry.execution = null;
            freePlace();
            core.take(entry, Health.unknown(why), 0);
            core.publish();
            schedule(entry, time.nanos() + entry.nextDelay(time.random()));
        } finally {
            lock.unlock();
        }
    }

    private void giveUpPlace(Execution execution) {
        execution.timedOut = true;
        threads.runIsStuck();
    }

    private void freePlace() {
        inTime--;
        if (!waiting.isEmpty()) {
            scheduler.wake();
        }
    }

    private void takeDue(long now, List<Execution> overdue) {
        for (CheckEntry entry = agenda.poll(now); entry != null; entry = agenda.poll(now)) {
            if (entry.execution != null) {
                lookAtRun(entry, entry.execution, now, overdue);
            } else if (!entry.waiting) {
                entry.waiting = true;
                waiting.add(entry);
            }
        }
    }

    private List<Execution> takeWaiting() {
        var launches = new ArrayList<Execution>();
        while (inTime < PLACES && !waiting.isEmpty()) {
            CheckEntry entry = waiting.remove();
            entry.waiting = false;
            if (!entry.removed) {
                var execution = new Execution(entry, this, time);
                entry.execution = execution;
                inTime++;
                agenda.put(entry, execution.launchedAt + entry.settings.timeout());
                launches.add(execution);
            }
        }
        return launches;
    }

    /** A run whose timeout may have passed, for the first time or, once it is stuck, again. */
    private void lookAtRun(
            CheckEntry entry, Execution execution, long now, List<Execution> overdue) {
        long timeout = entry.settings.timeout();
        if (!execution.isStarted()) {
            lookWhetherDropped(entry, execution, now);
            return;
        }
        if (!execution.timedOut && now - execution.startedAt() < timeout) {
            agenda.put(entry, execution.startedAt() + timeout);
            return;
        }
        if (!execution.timedOut) {
            giveUpPlace(execution);
            inTime--;
            overdue.add(execution);
            core.record(entry, noAnswer(entry), RunCounts.Outcome.TIMEOUT, timeout);
        } else {
            core.take(entry, noAnswer(entry), timeout);
        }
        agenda.put(entry, now + timeout);
    }

    /** Our own threads say when they begin a run; somebody else's executor may have lost it. */
    private void lookWhetherDropped(CheckEntry entry, Execution execution, long now) {
        if (!launcher.isForeign()) {
            return;
        }
        long dropped = execution.launchedAt + entry.settings.freshFor();
        if (now - dropped < 0) {
            agenda.put(entry, dropped);
        } else {
            rejected(execution, "the executor has not begun the run");
        }
    }

    private static Health noAnswer(CheckEntry entry) {
        return Health.down("no answer within " + Durations.show(entry.settings.timeout()));
    }
}
