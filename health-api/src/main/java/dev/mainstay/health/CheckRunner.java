// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import dev.mainstay.health.CheckRun.Phase;
import dev.mainstay.internal.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The runs of the checks: one thread, the scheduler, decides which check runs when and hands its
 * run to other threads; it runs no code of users'. What became of a run the runner tells its owner.
 * All that it decides by is guarded by the owner's lock.
 */
final class CheckRunner implements CheckRun.Callback {
    /** How many runs may be under way within their timeouts. */
    static final int MAX_RUNS = 32;

    private final CheckRunOwner owner;
    private final LongSupplier ticker;
    private final CheckThreads threads;

    /** The run that each check has: scheduled, under way or stuck. */
    private final Map<String, CheckRun> runs = new TreeMap<>();

    /** Those that are to begin, and those under way or stuck, by when to look at them. */
    private final Queue<CheckRun> scheduled = new PriorityQueue<>(CheckRunner::whichFirst);

    private final Queue<CheckRun> watched = new PriorityQueue<>(CheckRunner::whichFirst);

    /** How many are under way within their timeouts. */
    private int underWay;

    private boolean behind;
    private boolean started;
    private long wakesAt;

    CheckRunner(CheckRunOwner owner, LongSupplier ticker, @Nullable Executor executor) {
        this.owner = owner;
        this.ticker = ticker;
        this.threads = new CheckThreads(executor, MAX_RUNS, this::tick);
    }

    /**
     * Under the lock: begins to run the checks, which are all due; false if it did before.
     *
     * @param driven whether a scheduler ticks
     */
    boolean start(boolean driven, Moment now) {
        if (started) {
            return false;
        }
        started = true;
        runs.values().forEach(run -> put(run, now.nanos()));
        if (driven) {
            threads.startScheduler();
        }
        return true;
    }

    /** Under the lock: runs a check from now on, or from the start. */
    void add(CheckRegistration check, Moment now) {
        var run = new CheckRun(check, this, ticker);
        runs.put(check.name(), run);
        threads.waitNoLongerThan(run.settings().interval() / 2);
        if (started) {
            put(run, now.nanos());
        }
    }

    /** Under the lock: runs a check no more; a run that is under way is nobody's. */
    void remove(String name) {
        CheckRun run = runs.remove(name);
        if (run != null) {
            forget(run);
        }
    }

    /** Under the lock: each check that is not under way is due. */
    void refresh(Moment now) {
        List<CheckRun> idle = List.copyOf(scheduled);
        scheduled.clear();
        idle.forEach(run -> put(run, Durations.earlier(run.lookAt(), now.nanos())));
    }

    /** Under the lock: removes all checks, and ends the threads. */
    void close() {
        scheduled.clear();
        watched.clear();
        runs.values().forEach(this::forget);
        runs.clear();
        threads.close();
    }

    /** Under the lock: whether the last tick left runs that are due, as too many are under way. */
    boolean isBehind() {
        return behind;
    }

    /** Does what is due and tells in how many nanoseconds something is due again. */
    long tick() {
        var overdue = new ArrayList<CheckRun>();
        List<CheckRun> due =
                owner.tick(
                        now -> {
                            wakesAt = now.nanos(); // what is put off now needs no waking
                            while (isDue(watched, now)) {
                                lookAtRun(watched.remove(), now, overdue);
                            }
                            return takeDue(now);
                        });
        threads.run(due, this::rejected);
        overdue.forEach(this::interrupt);
        return owner.locked(this::nanosToNext);
    }

    @Override
    public boolean begins(CheckRun run) {
        if (threads.isScheduler()) {
            return rejected(run, "the executor ran the check on the scheduler's thread");
        }
        return owner.locked(
                now -> {
                    if (run.phase() != Phase.UNDER_WAY) {
                        return false;
                    }
                    run.startsAt(now.nanos());
                    watched.remove(run);
                    put(run, now.nanos() + run.settings().timeout());
                    return true;
                });
    }

    @Override
    public void ended(CheckRun run, Health outcome) {
        owner.locked(
                now -> {
                    if (run.phase() != Phase.UNDER_WAY) {
                        threads.runIsBack();
                    }
                    if (run.phase() != Phase.DROPPED) {
                        scheduleNext(run, now.nanos() + tellEnd(run, outcome, now));
                    }
                    return null;
                });
    }

    private long tellEnd(CheckRun run, Health outcome, Moment now) {
        long took = now.nanos() - run.startedAt();
        if (run.phase() == Phase.UNDER_WAY) {
            oneLessUnderWay();
            if (took <= run.settings().timeout()) {
                return owner.ended(run.name(), outcome, took, now);
            }
            owner.timedOut(run.name(), run.startedAt(), now);
        }
        owner.back(run.name());
        return 0;
    }

    private boolean rejected(CheckRun run, String why) {
        return owner.locked(now -> rejected(run, why, now));
    }

    /** Tells the owner of a run that no thread has begun; returns false, as it does not begin. */
    private boolean rejected(CheckRun run, String why, Moment now) {
        if (run.phase() == Phase.UNDER_WAY && !run.isStarted()) {
            oneLessUnderWay();
            scheduleNext(run, now.nanos() + owner.rejected(run.name(), why, now));
        }
        return false;
    }

    private void forget(CheckRun run) {
        queue(run).remove(run);
        if (run.phase() == Phase.UNDER_WAY) {
            oneLessUnderWay();
            if (run.isStarted()) {
                threads.runIsStuck();
            }
        }
        run.drop();
    }

    private void oneLessUnderWay() {
        underWay--;
        if (behind) {
            threads.wakeScheduler();
        }
    }

    private void scheduleNext(CheckRun run, long at) {
        watched.remove(run);
        run.drop();
        CheckRun next = run.next();
        runs.put(next.name(), next);
        put(next, at);
    }

    private void put(CheckRun run, long at) {
        run.lookAt(at);
        queue(run).add(run);
        if (at - wakesAt < 0) {
            threads.wakeScheduler();
        }
    }

    private List<CheckRun> takeDue(Moment now) {
        var due = new ArrayList<CheckRun>();
        while (underWay < MAX_RUNS && isDue(scheduled, now)) {
            CheckRun run = scheduled.remove();
            run.goesUnderWay(now.nanos());
            underWay++;
            put(run, now.nanos() + run.settings().timeout());
            due.add(run);
        }
        behind = isDue(scheduled, now);
        return due;
    }

    private static boolean isDue(Queue<CheckRun> runs, Moment now) {
        return !runs.isEmpty() && now.isAtOrAfter(runs.element().lookAt());
    }

    /** Tells the owner of a run whose timeout has passed, for the first time or once more. */
    private void lookAtRun(CheckRun run, Moment now, List<CheckRun> overdue) {
        if (!run.isStarted()) {
            lookWhetherLost(run, now);
            return;
        }
        if (run.phase() == Phase.UNDER_WAY) {
            run.markStuck();
            threads.runIsStuck();
            underWay--;
            overdue.add(run);
        }
        owner.timedOut(run.name(), run.startedAt(), now);
        put(run, now.nanos() + run.settings().timeout());
    }

    /** Gives up a run that a user's executor may have lost; our own threads begin each. */
    private void lookWhetherLost(CheckRun run, Moment now) {
        long lost = run.underWayAt() + run.settings().freshFor();
        if (threads.areForeign() && now.isAtOrAfter(lost)) {
            rejected(run, "the executor has not begun the run", now);
        } else if (threads.areForeign()) {
            put(run, lost);
        }
    }

    /** Finds out where a run hangs that is past its timeout, and interrupts it. */
    private void interrupt(CheckRun run) {
        String where = run.where();
        owner.locked(
                now -> {
                    if (run.phase() == Phase.STUCK) {
                        owner.stuckAt(run.name(), where);
                    }
                    return null;
                });
        threads.interrupt(run);
    }

    private long nanosToNext(Moment now) {
        long next = now.nanos() + threads.longestWait();
        next = Durations.earlier(next, first(watched, next));
        next = underWay < MAX_RUNS ? Durations.earlier(next, first(scheduled, next)) : next;
        wakesAt = next;
        return next - now.nanos();
    }

    private static long first(Queue<CheckRun> runs, long otherwise) {
        CheckRun first = runs.peek();
        return first == null ? otherwise : first.lookAt();
    }

    private static int whichFirst(CheckRun a, CheckRun b) {
        return Long.compare(a.lookAt() - b.lookAt(), 0);
    }

    private Queue<CheckRun> queue(CheckRun run) {
        return run.phase() == Phase.SCHEDULED ? scheduled : watched;
    }
}
