// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Services that do not end as they should: one per method, named by the first argument. */
final class StuckServices {
    private StuckServices() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        StuckServices.class.getDeclaredMethod(args[0]).invoke(null);
    }

    static void cleanCodeOfFailing() {
        Service.within(ofSeconds(20))
                .onSignals()
                .exitCodeWhenClean(0)
                .on(Phase.WORK, "fails", Service::fail)
                .build();
        Service.ready();
    }

    static void stuckTask() {
        Service.within(ofSeconds(2))
                .onSignals()
                .on(Phase.CLIENTS, "redis", Service::talkToRedis)
                .on(Phase.LISTENERS, "http", () -> Service.say("http"))
                .build();
        Service.ready();
    }

    static void threeStuckTasks() {
        Service.within(ofSeconds(3))
                .onSignals()
                .on(Phase.INGRESS, "gateway", Service::hang)
                .on(Phase.WORK, "jobs", Service::hang)
                .on(Phase.CLIENTS, "redis", Service::talkToRedis)
                .on(Phase.CLIENTS, "sql", () -> Service.say("sql"))
                .on(Phase.TELEMETRY, "metrics", () -> Service.say("metrics"))
                .build();
        Service.ready();
    }

    static void stuckJob() {
        ShutdownCoordinator shutdown =
                Service.within(ofSeconds(2))
                        .onSignals()
                        .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                        .build();
        Service.job(shutdown, "job 42", ofMinutes(10));
        Service.ready();
    }

    static void stuckJobWithAllTime() {
        ShutdownCoordinator shutdown =
                Service.within(ofSeconds(50))
                        .propagationDelay(ofSeconds(20))
                        .onSignals()
                        .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                        .build();
        Service.job(shutdown, "job 42", ofMinutes(10));
        Service.ready();
    }

    static void stuckTaskWithAllTime() {
        Service.within(ofSeconds(50))
                .onSignals()
                .on(Phase.CLIENTS, "redis", Service::talkToRedis)
                .build();
        Service.ready();
    }

    static void exitInTask() {
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.WORK, "exits", () -> System.exit(3))
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        Service.ready();
    }

    static void exitInTaskOfAnExit() {
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.WORK, "exits", () -> System.exit(3))
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        Service.ready();
        System.exit(4);
    }

    static void exitWithStuckTask() {
        Service.within(ofSeconds(5)).on(Phase.CLIENTS, "redis", Service::talkToRedis).build();
        Service.ready();
        System.exit(4);
    }

    static void exitInHook() {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> System.exit(9), "hook of redis://user:secret@host"));
        Service.within(ofSeconds(2))
                .onSignals()
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        Service.ready();
    }

    static void hookInTask() {
        Service.within(ofSeconds(20))
                .on(
                        Phase.WORK,
                        "hooks",
                        () -> Runtime.getRuntime().addShutdownHook(new Thread(() -> {})))
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        Service.ready();
        System.exit(4);
    }

    static void failingTasks() {
        var holder = new ShutdownCoordinator[1];
        holder[0] =
                Service.within(ofSeconds(20))
                        .onSignals()
                        .on(Phase.WORK, "exception", Service::fail)
                        .on(
                                Phase.WORK,
                                "error",
                                () -> {
                                    throw new StackOverflowError();
                                })
                        .on(
                                Phase.WORK,
                                "registers",
                                () ->
                                        holder[0].on(
                                                Phase.CLIENTS, "late", () -> Service.say("late")))
                        .on(
                                Phase.WORK,
                                "registers-too-late",
                                () -> holder[0].on(Phase.WORK, "later", () -> Service.say("later")))
                        .build();
        Service.ready();
    }

    static void twoCoordinatorsOneStuck() {
        Service.within(ofSeconds(1)).onSignals().on(Phase.CLIENTS, "redis", Service::hang).build();
        ShutdownCoordinator second =
                Service.within(ofSeconds(20))
                        .onSignals()
                        .on(Phase.CLIENTS, "sql", () -> Service.say("sql"))
                        .build();
        Service.job(second, "job 42", ofMillis(2500));
        Service.ready();
    }

    static void twoCoordinatorsOneQuick() {
        Service.within(ofSeconds(1)).onSignals().on(Phase.CLIENTS, "redis", () -> {}).build();
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.WORK, "jobs", () -> Service.sayAfter("jobs", ofMillis(2500)))
                .build();
        Service.ready();
    }

    static void twoCoordinatorsWithAllTime() {
        Service.within(ofSeconds(50)).onSignals().on(Phase.CLIENTS, "redis", Service::hang).build();
        Service.within(ofSeconds(50)).onSignals().on(Phase.CLIENTS, "sql", () -> {}).build();
        Service.ready();
    }

    static void hangingLog() {
        Service.within(ofSeconds(2))
                .onSignals()
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        System.setErr(new PrintStream(new Hanging(), true, StandardCharsets.UTF_8));
        Service.ready();
    }

    static void hangingLogAndStuckTask() {
        Service.within(ofSeconds(2))
                .onSignals()
                .on(Phase.CLIENTS, "redis", Service::talkToRedis)
                .build();
        System.setErr(new PrintStream(new Hanging(), true, StandardCharsets.UTF_8));
        Service.ready();
    }

    static void fullPipeAndStuckTask() throws InterruptedException {
        Service.within(ofSeconds(2))
                .onSignals()
                .on(Phase.CLIENTS, "redis", Service::talkToRedis)
                .build();
        var filler = new Thread(() -> System.err.print("x".repeat(10_000_000)));
        filler.setDaemon(true);
        filler.start();
        while (Stacks.of(filler).stream()
                .noneMatch(it -> it.getMethodName().equals("writeBytes"))) {
            Thread.onSpinWait();
        }
        Service.ready();
    }

    /** A pipe that is full, and that nobody reads. */
    private static final class Hanging extends OutputStream {
        @Override
        public void write(int b) {
            Service.hang();
        }
    }
}
