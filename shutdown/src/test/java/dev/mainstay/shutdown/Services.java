// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Small services for child processes: one per method, named by the first argument. */
final class Services {
    private static final HealthMonitor HEALTH = HealthMonitor.builder().build().start();

    private Services() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Services.class.getDeclaredMethod(args[0]).invoke(null);
    }

    static void allPhases() {
        ShutdownCoordinatorBuilder builder = within(ofSeconds(20)).onSignals();
        for (Phase phase : Phase.values()) {
            String name = phase.name().toLowerCase(java.util.Locale.ROOT);
            builder.on(phase, name, () -> say(name));
        }
        ShutdownCoordinator shutdown = builder.build();
        job(shutdown, "job 42", ofMillis(300));
        ready();
    }

    static void probes() {
        within(ofSeconds(20))
                .onSignals()
                .on(Phase.INGRESS, "ingress", Services::sayProbes)
                .on(Phase.LISTENERS, "listeners", Services::sayProbes)
                .build();
        ready();
    }

    static void idle() {
        within(ofSeconds(20)).onSignals().on(Phase.CLIENTS, "redis", () -> say("redis")).build();
        ready();
    }

    static void withoutSignals() {
        within(ofSeconds(20)).on(Phase.CLIENTS, "redis", () -> say("redis")).build();
        ready();
    }

    static void cleanCode() {
        within(ofSeconds(20)).onSignals().exitCodeWhenClean(0).build();
        ready();
    }

    static void cleanCodeOfFailing() {
        within(ofSeconds(20))
                .onSignals()
                .exitCodeWhenClean(0)
                .on(Phase.WORK, "fails", Services::fail)
                .build();
        ready();
    }

    static void otherHook() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> say("other hook")));
        within(ofSeconds(20))
                .onSignals()
                .on(Phase.TELEMETRY, "metrics", () -> pause(ofMillis(200)))
                .on(Phase.LISTENERS, "http", () -> say("http"))
                .build();
        ready();
    }

    static void stuckTask() {
        within(ofSeconds(2))
                .onSignals()
                .on(Phase.CLIENTS, "redis", Services::talkToRedis)
                .on(Phase.LISTENERS, "http", () -> say("http"))
                .build();
        ready();
    }

    static void threeStuckTasks() {
        within(ofSeconds(3))
                .onSignals()
                .on(Phase.INGRESS, "gateway", Services::hang)
                .on(Phase.WORK, "jobs", Services::hang)
                .on(Phase.CLIENTS, "redis", Services::talkToRedis)
                .on(Phase.CLIENTS, "sql", () -> say("sql"))
                .on(Phase.TELEMETRY, "metrics", () -> say("metrics"))
                .build();
        ready();
    }

    static void stuckJob() {
        ShutdownCoordinator shutdown =
                within(ofSeconds(2))
                        .onSignals()
                        .on(Phase.CLIENTS, "redis", () -> say("redis"))
                        .build();
        job(shutdown, "job 42", ofSeconds(600));
        ready();
    }

    static void stuckJobWithAllTime() {
        ShutdownCoordinator shutdown =
                within(ofSeconds(50))
                        .propagationDelay(ofSeconds(20))
                        .onSignals()
                        .on(Phase.CLIENTS, "redis", () -> say("redis"))
                        .build();
        job(shutdown, "job 42", ofSeconds(600));
        ready();
    }

    static void stuckTaskWithAllTime() {
        within(ofSeconds(50)).onSignals().on(Phase.CLIENTS, "redis", Services::talkToRedis).build();
        ready();
    }

    static void exitInTask() {
        within(ofSeconds(20))
                .onSignals()
                .on(Phase.WORK, "exits", () -> System.exit(3))
                .on(Phase.CLIENTS, "redis", () -> say("redis"))
                .build();
        ready();
    }

    static void exitInTaskOfAnExit() {
        within(ofSeconds(20))
                .onSignals()
                .on(Phase.WORK, "exits", () -> System.exit(3))
                .on(Phase.CLIENTS, "redis", () -> say("redis"))
                .build();
        ready();
        System.exit(4);
    }

    static void exitWithStuckTask() {
        within(ofSeconds(2)).on(Phase.CLIENTS, "redis", Services::talkToRedis).build();
        ready();
        System.exit(4);
    }

    static void exitInHook() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.exit(9)));
        within(ofSeconds(2)).onSignals().on(Phase.CLIENTS, "redis", () -> say("redis")).build();
        ready();
    }

    static void hookInTask() {
        within(ofSeconds(20))
                .on(
                        Phase.WORK,
                        "hooks",
                        () -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {})))
                .on(Phase.CLIENTS, "redis", () -> say("redis"))
                .build();
        ready();
        System.exit(4);
    }

    static void failingTasks() {
        var holder = new ShutdownCoordinator[1];
        holder[0] =
                within(ofSeconds(20))
                        .onSignals()
                        .on(Phase.WORK, "exception", Services::fail)
                        .on(
                                Phase.WORK,
                                "error",
                                () -> {
                                    throw new StackOverflowError();
                                })
                        .on(
                                Phase.WORK,
                                "registers",
                                () -> holder[0].on(Phase.CLIENTS, "late", () -> say("late")))
                        .on(
                                Phase.WORK,
                                "registers-too-late",
                                () -> holder[0].on(Phase.WORK, "later", () -> say("later")))
                        .build();
        ready();
    }

    static void starting() {
        ready();
        pause(ofSeconds(600));
        within(ofSeconds(20)).onSignals().on(Phase.CLIENTS, "redis", () -> say("redis")).build();
    }

    static void requested() {
        ShutdownCoordinator shutdown =
                within(ofSeconds(20)).on(Phase.CLIENTS, "redis", () -> say("redis")).build();
        ready();
        shutdown.requestShutdown("no more work");
        hang();
    }

    static void mainEnds() {
        within(ofSeconds(20)).on(Phase.CLIENTS, "redis", () -> say("redis")).build();
        System.out.println("ready");
    }

    static void twoCoordinators() {
        within(ofSeconds(20)).onSignals().on(Phase.CLIENTS, "redis", () -> say("redis")).build();
        ShutdownCoordinator second =
                within(ofSeconds(20)).on(Phase.CLIENTS, "sql", () -> say("sql")).build();
        job(second, "job 42", ofMillis(500));
        ready();
    }

    static void twoCoordinatorsOneStuck() {
        within(ofSeconds(1)).onSignals().on(Phase.CLIENTS, "redis", Services::hang).build();
        ShutdownCoordinator second =
                within(ofSeconds(20)).onSignals().on(Phase.CLIENTS, "sql", () -> say("sql")).build();
        job(second, "job 42", ofMillis(2500));
        ready();
    }

    static void hangingLog() {
        System.setErr(new PrintStream(new Hanging(), true, StandardCharsets.UTF_8));
        within(ofSeconds(2)).onSignals().on(Phase.CLIENTS, "redis", () -> say("redis")).build();
        ready();
    }

    static void hangingLogAndStuckTask() {
        System.setErr(new PrintStream(new Hanging(), true, StandardCharsets.UTF_8));
        within(ofSeconds(2)).onSignals().on(Phase.CLIENTS, "redis", Services::talkToRedis).build();
        ready();
    }

    static void fullPipeAndStuckTask() throws InterruptedException {
        within(ofSeconds(2)).onSignals().on(Phase.CLIENTS, "redis", Services::talkToRedis).build();
        var filler = new Thread(() -> System.err.print("x".repeat(10_000_000)));
        filler.setDaemon(true);
        filler.start();
        while (Stacks.of(filler).stream().noneMatch(it -> it.getMethodName().equals("writeBytes"))) {
            Thread.onSpinWait();
        }
        ready();
    }

    private static ShutdownCoordinatorBuilder within(Duration timeout) {
        return ShutdownCoordinator.builder(HEALTH).timeout(timeout);
    }

    private static void job(ShutdownCoordinator shutdown, String name, Duration afterDrain) {
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

    private static void ready() {
        System.out.println("ready");
        var main = new Thread(Services::hang, "service");
        main.start();
    }

    private static void say(String text) {
        try {
            var out = new FileOutputStream(FileDescriptor.out);
            out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void sayProbes() {
        say(HEALTH.report(Probe.LIVENESS).status() + " " + HEALTH.report(Probe.READINESS).status());
    }

    private static void fail() throws IOException {
        throw new IOException("connection to redis://user:secret@host is gone");
    }

    private static void talkToRedis() {
        hang();
    }

    /** For ever, whoever interrupts. */
    private static void hang() {
        var never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.interrupted();
            }
        }
    }

    private static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** A pipe that is full, and that nobody reads. */
    private static final class Hanging extends OutputStream {
        @Override
        public void write(int b) {
            hang();
        }
    }
}
