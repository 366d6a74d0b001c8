// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import dev.mainstay.internal.Masking;
import dev.mainstay.internal.Throwables;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shutdowns of this process that end it, and what begins and ends them: signals, the exit of
 * the JVM, the watchdog. They begin together, as their times would add up otherwise, and the last
 * one to be over lets the process end.
 */
final class ProcessShutdown {
    static final ProcessShutdown INSTANCE = new ProcessShutdown(System::nanoTime);

    private static final String CUT_SHORT = "something was cut short";

    private final LongSupplier ticker;
    private final Watchdog watchdog;
    private final Signals.Count signals;
    private final Set<Shutdown> waiting = ConcurrentHashMap.newKeySet();
    private final Set<Shutdown> running = ConcurrentHashMap.newKeySet();
    private final Queue<Shutdown> begun = new ConcurrentLinkedQueue<>();
    private @Nullable Cause cause;
    private boolean watched;
    private @Nullable List<String> unhandled;
    private volatile boolean jvmExits;
    private volatile boolean forced;
    private volatile boolean exiting;

    /** Why they were begun, and the code that the JVM would exit with by itself. */
    private record Cause(String reason, int jvmCode) {}

    private ProcessShutdown(LongSupplier ticker) {
        this.ticker = ticker;
        this.watchdog = new Watchdog(this::lastWords, ticker);
        this.signals = new Signals.Count(ticker);
    }

    /**
     * Has the process end through a shutdown from here on. It begins at once if others run already.
     *
     * @return what is wrong with the signals that it is to handle, in words
     */
    List<String> add(Shutdown shutdown) {
        List<String> warnings = takeOver(shutdown);
        Cause theirs = causeOfRunning();
        if (theirs != null) {
            beginAll(theirs);
        }
        return warnings;
    }

    /** Begins all that have not begun; true if the one that asks is among them. */
    boolean begin(Shutdown asking, String reason) {
        return beginAll(new Cause(reason, 0)).contains(asking);
    }

    private synchronized List<String> takeOver(Shutdown shutdown) {
        waiting.add(shutdown);
        if (!watched) {
            watched = true;
            watchdog.start();
            try {
                Runtime.getRuntime()
                        .addShutdownHook(new Thread(this::onJvmExit, "mainstay-shutdown-hook"));
            } catch (IllegalStateException e) {
                jvmExits = true;
            }
        }
        if (!shutdown.settings.signals() || jvmExits) {
            return List.of();
        }
        if (unhandled == null) {
            var warnings = new ArrayList<String>();
            for (String name : List.of("TERM", "INT")) {
                String why = Signals.handle(name, this::onSignal);
                if (why != null) {
                    warnings.add("SIG" + name + " is left to the JVM: " + why);
                }
            }
            unhandled = List.copyOf(warnings);
        }
        return unhandled;
    }

    private synchronized @Nullable Cause causeOfRunning() {
        return running.isEmpty() ? null : cause;
    }

    private List<Shutdown> beginAll(Cause why) {
        List<Shutdown> fresh = toRunning(why);
        Throwable failure = null;
        for (Shutdown each : fresh) {
            watchdog.arm(ticker.getAsLong() + each.settings.timeout());
            try {
                each.begin(why.reason, report -> over(each, report, why.jvmCode));
            } catch (RuntimeException | Error e) { // it keeps none of the others from beginning
                failure = e;
            }
        }
        if (failure != null) {
            throw Throwables.<RuntimeException>raise(failure);
        }
        return fresh;
    }

    private synchronized List<Shutdown> toRunning(Cause why) {
        if (running.isEmpty()) {
            cause = why;
        }
        List<Shutdown> fresh = List.copyOf(waiting);
        waiting.clear();
        running.addAll(fresh);
        begun.addAll(fresh);
        return fresh;
    }

    /** Lets the process end if no other runs; does not return then. */
    private void over(Shutdown shutdown, ShutdownReport report, int jvmCode) {
        boolean last = leave(shutdown, report.isForced());
        if (last && !jvmExits) {
            exiting = true;
            ProcessEnd.exit(
                    forced ? ShutdownSettings.FORCED : shutdown.settings.exitCode(report, jvmCode));
        }
    }

    private synchronized boolean leave(Shutdown shutdown, boolean wasForced) {
        forced |= wasForced;
        running.remove(shutdown);
        notifyAll();
        return running.isEmpty();
    }

    /** A hook of the JVM's: it exits when this returns and the other hooks do. */
    private void onJvmExit() {
        jvmExits = true;
        if (!waiting.isEmpty()) {
            beginAll(new Cause(reasonOfExit(), 0));
        }
        awaitAll();
        if (forced && !exiting) {
            // Only a halt changes the code of a JVM that exits already.
            watchdog.haltNow(CUT_SHORT);
            watchdog.awaitHalt();
        }
    }

    private synchronized void awaitAll() {
        while (!running.isEmpty()) {
            try {
                wait();
            } catch (InterruptedException e) {
                // The JVM would exit with a shutdown half done.
            }
        }
    }

    private static String reasonOfExit() {
        try {
            return Stacks.exitingThread()
                    .map(it -> "exit of the JVM by thread '" + Masking.mask(it) + "'")
                    .orElse("exit of the JVM");
        } catch (RuntimeException | Error e) { // as when memory is short
            return "exit of the JVM";
        }
    }

    private void onSignal(String name, int number) {
        switch (signals.next()) {
            case BEGIN -> {
                if (beginAll(new Cause(name, 128 + number)).isEmpty()) {
                    say("shutdown: first signal ({}), but it is under way already", name);
                }
            }
            case SKIP_WAITING -> {
                say("shutdown: second signal ({}), waits for nothing more", name);
                runs().forEach(ShutdownRun::skipWaiting);
            }
            case HALT -> watchdog.haltNow("third signal (" + name + ")");
            case SAME -> say("shutdown: {} again, too soon to be another one", name);
        }
    }

    private void say(String format, String signal) {
        runs().forEach(it -> it.log.info(format, signal));
    }

    private List<ShutdownRun> runs() {
        return begun.stream().map(Shutdown::run).filter(Objects::nonNull).toList();
    }

    private String lastWords(String why) {
        String words = "halting the process with " + ShutdownSettings.FORCED + ": " + why;
        String reports =
                runs().stream().map(it -> "\n" + it.report()).collect(Collectors.joining());
        boolean over = !begun.isEmpty() && running.isEmpty() && !why.equals(CUT_SHORT);
        String threads =
                over
                        ? "\nall tasks are over, but the JVM has not exited; threads are\n"
                                + Stacks.ofOthers()
                        : "";
        return words + reports + threads;
    }
}
