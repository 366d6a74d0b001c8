// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.health.Gate;
import dev.mainstay.health.HealthMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The life of a shutdown: who begins it, who hears of it, and how the process ends. */
final class Shutdown {
    private static final String CUT_SHORT = "something was cut short";

    final Settings settings;
    final Tasks tasks;
    final InFlight inFlight = InFlight.create();
    final List<String> unhandled = new ArrayList<>();
    private final Gate readiness;
    private final Sequence sequence;
    private final LongSupplier ticker;
    private final Watchdog watchdog;
    private final SignalCount signals;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Ledger ledger;
    private volatile @Nullable Journal journal;
    private volatile @Nullable ShutdownReport result;
    private volatile boolean last;
    private volatile boolean jvmExits;

    Shutdown(HealthMonitor health, Settings settings, Tasks tasks, LongSupplier ticker) {
        this.settings = settings;
        this.tasks = tasks;
        this.ticker = ticker;
        this.readiness = health.gate("shutdown");
        this.sequence = new Sequence(health::close, settings, tasks, inFlight, ticker);
        this.watchdog = new Watchdog(this::lastWords, ticker);
        this.signals = new SignalCount(ticker);
    }

    /** From here on the end of the process goes through this. */
    void takeOver() {
        if (!settings.endsProcess()) {
            return;
        }
        Siblings.join(this);
        watchdog.start();
        try {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(this::onJvmExit, "mainstay-shutdown-hook"));
        } catch (IllegalStateException e) {
            jvmExits =
                    true; // it waits for the hooks of siblings that are at work, and they for this
        }
        if (settings.signals() && !jvmExits) {
            handle("TERM");
            handle("INT");
        }
        Siblings.catchUp(this);
    }

    /** True if it had not begun. */
    boolean begin(String reason, int jvmCode) {
        return settings.endsProcess()
                ? Siblings.begin(this, reason, jvmCode)
                : beginAlone(reason, jvmCode);
    }

    boolean beginAlone(String reason, int jvmCode) {
        if (!begun.compareAndSet(false, true)) {
            return false;
        }
        if (settings.endsProcess()) {
            watchdog.arm(ticker.getAsLong() + settings.timeout());
        }
        var started = new Ledger(reason, settings, tasks, inFlight, ticker);
        ledger = started;
        var log = new Journal();
        journal = log;
        try {
            readiness.latch("shutting down: " + reason);
        } catch (RuntimeException | Error e) { // its name is a check's now
            log.warn("shutdown: readiness cannot be closed", e);
        }
        runOnItsThread(() -> work(started, log, jvmCode));
        return true;
    }

    boolean isBegun() {
        return begun.get();
    }

    /** What it has come to; null before it begins. */
    @Nullable Ledger ledger() {
        return ledger;
    }

    /** Now, where it has not begun. */
    long deadline() {
        Ledger started = ledger;
        return started == null ? ticker.getAsLong() : started.begun + settings.timeout();
    }

    /** Null if the time passed. */
    @Nullable ShutdownReport await(long nanos) throws InterruptedException {
        Thread asking = Thread.currentThread();
        if (tasks.all().stream().anyMatch(it -> it.isOn(asking))) {
            throw new IllegalStateException("a task must not wait for the end of its own shutdown");
        }
        return done.await(nanos, TimeUnit.NANOSECONDS) ? result : null;
    }

    private static void runOnItsThread(Runnable work) {
        try {
            var thread = new Thread(work, "mainstay-shutdown");
            // Else, begun by a signal, it is a daemon as the handler's thread is, and the JVM exits
            // under it as soon as no other thread is left.
            thread.setDaemon(false);
            thread.start();
        } catch (OutOfMemoryError e) { // no thread to be had
            work.run();
        }
    }

    private void work(Ledger started, Journal log, int jvmCode) {
        long count = inFlight.count();
        log.info(
                () ->
                        "shutdown ("
                                + ReportText.oneLine(started.reason)
                                + "): "
                                + count
                                + " in flight, at most "
                                + Nanos.show(settings.timeout()));
        sequence.run(started, log);
        ShutdownReport report = started.report();
        result = report;
        tell(report, log);
        last = settings.endsProcess() && Siblings.leave(this, report.isForced());
        done.countDown();
        if (last && !jvmExits) {
            Siblings.exit(
                    Siblings.areForced() ? Settings.FORCED : settings.exitCode(report, jvmCode));
        }
    }

    private void tell(ShutdownReport report, Journal log) {
        if (report.isClean()) {
            log.info(report::toString);
        } else {
            log.warn(report.toString(), null);
        }
        boolean told = log.flush(settings.budget().exitReserve() / 2);
        log.end();
        if (report.isForced() && settings.endsProcess() && !told) {
            ProcessEnd.print(report.toString());
        }
    }

    /** A hook of the JVM's: it exits when this returns and the other hooks do. */
    private void onJvmExit() {
        jvmExits = true;
        if (!isBegun()) {
            boolean unused = begin(reasonOfExit(), 0);
        }
        while (true) {
            try {
                done.await();
                Siblings.awaitAll(); // one that was built during the exit has no hook
                break;
            } catch (InterruptedException e) {
                // The JVM would exit with the shutdown half done.
            }
        }
        if (last && Siblings.areForced() && !Siblings.areExiting()) {
            // Only a halt changes the code of a JVM that exits already.
            watchdog.haltNow(CUT_SHORT);
            watchdog.awaitHalt();
        }
    }

    private static String reasonOfExit() {
        try {
            return Stacks.exitingThread()
                    .map(it -> "exit of the JVM by thread '" + it + "'")
                    .orElse("exit of the JVM");
        } catch (RuntimeException | Error e) { // as when memory is short
            return "exit of the JVM";
        }
    }

    private void handle(String name) {
        String why = Signals.handle(name, this::onSignal);
        if (why != null) {
            unhandled.add("SIG" + name + " is left to the JVM: " + why);
        }
    }

    private void onSignal(String name, int number) {
        switch (signals.next()) {
            case BEGIN -> beginBySignal(name, number);
            case SKIP_WAITING -> {
                say("shutdown: second signal (" + name + "), waits for nothing more");
                sequence.skipWaiting();
            }
            case HALT -> watchdog.haltNow("third signal (" + name + ")");
            case SAME -> say("shutdown: " + name + " again, too soon to be another one");
        }
    }

    private void beginBySignal(String name, int number) {
        Ledger started = ledger;
        // That of a coordinator beside this one may have had the same signal just before.
        if (!begin(name, 128 + number) && started != null && !started.reason.equals(name)) {
            say("shutdown: first signal (" + name + "), but it is under way already");
        }
    }

    private void say(String text) {
        Journal log = journal;
        if (log != null) {
            log.info(text);
        }
    }

    private String lastWords(String why) {
        Ledger started = ledger;
        String words = "halting the process with " + Settings.FORCED + ": " + why;
        if (started == null) {
            return words;
        }
        String report = words + "\n" + started.report();
        return done.getCount() > 0 || why.equals(CUT_SHORT)
                ? report
                : report
                        + "\nall tasks are over, but the JVM has not exited; threads are\n"
                        + Stacks.ofOthers();
    }
}
