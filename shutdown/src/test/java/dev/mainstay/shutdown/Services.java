// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import com.sun.net.httpserver.HttpServer;
import dev.mainstay.health.HealthMonitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** Services that end as they should: one per method, named by the first argument. */
final class Services {
    private Services() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Services.class.getDeclaredMethod(args[0]).invoke(null);
    }

    static void allPhases() {
        ShutdownCoordinatorBuilder builder = Service.within(ofSeconds(20)).onSignals();
        for (Phase phase : Phase.values()) {
            String name = phase.name().toLowerCase(java.util.Locale.ROOT);
            builder.on(phase, name, () -> Service.say(name));
        }
        ShutdownCoordinator shutdown = builder.build();
        Service.job(shutdown, "job 42", ofSeconds(2));
        Service.ready();
    }

    static void probes() {
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.INGRESS, "ingress", Service::sayProbes)
                .on(Phase.LISTENERS, "listeners", Service::sayProbes)
                .build();
        Service.ready();
    }

    static void idle() {
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        Service.ready();
    }

    static void explains() {
        ShutdownCoordinator shutdown = Service.within(ofSeconds(20)).onSignals().build();
        Service.say(shutdown.explain());
        Service.ready();
    }

    /** The threads of the JDK's server alone keep the JVM from exiting. */
    static void serverThatEndsFirst() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Service.say("other hook")));
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.INGRESS, "http", () -> server.stop(0))
                .on(Phase.CLIENTS, "redis", () -> Service.sayAfter("redis", ofMillis(300)))
                .build();
        System.out.println("ready");
    }

    static void withoutSignals() {
        Service.within(ofSeconds(20))
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        Service.ready();
    }

    static void cleanCode() {
        Service.within(ofSeconds(20)).onSignals().exitCodeWhenClean(0).build();
        Service.ready();
    }

    static void otherHook() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Service.say("other hook")));
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.TELEMETRY, "metrics", () -> Service.pause(ofMillis(200)))
                .on(Phase.LISTENERS, "http", () -> Service.say("http"))
                .build();
        Service.ready();
    }

    static void lastThreadEndsInConsumers() throws InterruptedException {
        var over = new CountDownLatch(1);
        lastThreadEnds(builder -> builder.on(Phase.CONSUMERS, "orders", over::countDown)).build();
        System.out.println("ready");
        over.await();
    }

    static void lastThreadEndsInListeners() throws InterruptedException {
        var over = new CountDownLatch(1);
        lastThreadEnds(builder -> builder.on(Phase.LISTENERS, "port", over::countDown))
                .exitCodeWhenClean(3)
                .build();
        System.out.println("ready");
        over.await();
    }

    static void requestedByADaemon() throws InterruptedException {
        var over = new CountDownLatch(1);
        ShutdownCoordinator shutdown =
                lastThreadEnds(builder -> builder.on(Phase.CONSUMERS, "orders", over::countDown))
                        .exitCodeWhenClean(3)
                        .build();
        System.out.println("ready");
        var admin = new Thread(() -> shutdown.requestShutdown("no more work"));
        admin.setDaemon(true);
        admin.start();
        over.await();
    }

    /** Twenty, so that the JVM starts some of them before ours. */
    static void requestedByHooksOfOthers() {
        ShutdownCoordinator shutdown = requestable(Service.within(ofSeconds(20)));
        for (int i = 0; i < 20; i++) {
            addHookThatRequests(shutdown);
        }
        System.out.println("ready");
        System.exit(4);
    }

    static void requestedByAHookAfterASignal() {
        addHookThatRequests(requestable(Service.within(ofSeconds(20)).onSignals()));
        Service.ready();
    }

    static void requestedByASignalHandlerOfOthers() {
        ShutdownCoordinator shutdown = requestable(Service.within(ofSeconds(20)).onSignals());
        Signals.handle("HUP", (name, number) -> shutdown.requestShutdown(name + " of others"));
        Service.ready();
    }

    static void systemExit() {
        requestable(Service.within(ofSeconds(20)).onSignals());
        System.out.println("ready");
        System.exit(4);
    }

    private static ShutdownCoordinator requestable(ShutdownCoordinatorBuilder builder) {
        return builder.on(Phase.CLIENTS, "redis", () -> Service.sayAfter("redis", ofMillis(300)))
                .build();
    }

    private static void addHookThatRequests(ShutdownCoordinator shutdown) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> Service.say("hook " + shutdown.requestShutdown("hook"))));
    }

    private static ShutdownCoordinatorBuilder lastThreadEnds(
            UnaryOperator<ShutdownCoordinatorBuilder> ending) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Service.say("other hook")));
        return ending.apply(Service.within(ofSeconds(20)))
                .onSignals()
                .on(Phase.CLIENTS, "redis", () -> Service.sayAfter("redis", ofMillis(300)))
                .on(Phase.LISTENERS, "http", () -> Service.sayAfter("http", ofMillis(300)));
    }

    static void starting() {
        Service.ready();
        Service.pause(ofMinutes(10));
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
    }

    static void requested() {
        ShutdownCoordinator shutdown =
                Service.within(ofSeconds(20))
                        .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                        .build();
        Service.ready();
        shutdown.requestShutdown("no more work");
        Service.hang();
    }

    static void mainEnds() {
        Service.within(ofSeconds(20))
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        System.out.println("ready");
    }

    static void twoCoordinators() {
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.CLIENTS, "redis", () -> Service.say("redis"))
                .build();
        ShutdownCoordinator second =
                Service.within(ofSeconds(20))
                        .on(Phase.CLIENTS, "sql", () -> Service.say("sql"))
                        .build();
        Service.job(second, "job 42", ofMillis(500));
        Service.ready();
    }

    static void coordinatorBuiltLate() {
        ShutdownCoordinator first =
                Service.within(ofSeconds(20))
                        .onSignals()
                        .on(Phase.CLIENTS, "redis", () -> Service.sayAfter("redis", ofSeconds(2)))
                        .build();
        Service.ready();
        buildAnotherDuring(first, ofMillis(500));
    }

    static void coordinatorBuiltDuringAnExit() {
        ShutdownCoordinator first =
                Service.within(ofSeconds(20))
                        .on(Phase.CLIENTS, "redis", () -> Service.sayAfter("redis", ofMillis(500)))
                        .build();
        System.out.println("ready");
        new Thread(() -> System.exit(4)).start();
        buildAnotherDuring(first, ofSeconds(2));
    }

    private static void buildAnotherDuring(ShutdownCoordinator first, Duration time) {
        while (!first.isShuttingDown()) {
            Service.pause(ofMillis(1));
        }
        Service.within(ofSeconds(20))
                .onSignals()
                .on(Phase.CLIENTS, "sql", () -> Service.sayAfter("sql", time))
                .build();
    }

    /** The example of {@link ShutdownCoordinator}, word for word. */
    @SuppressWarnings("try")
    static void example() {
        HealthMonitor health = HealthMonitor.builder().build().start();
        var consumer = new Part("orders");
        var jedis = new Part("redis");
        var server = new Part("http");
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(health)
                        .timeout(ofSeconds(25))
                        .on(Phase.CONSUMERS, "orders", consumer::stopTaking)
                        .on(Phase.CLIENTS, "redis", jedis::close)
                        .on(Phase.LISTENERS, "http", server::close)
                        .onSignals()
                        .build();
        try (InFlight.Token job = shutdown.inFlight().begin("job 42")) {
            work();
        }
    }

    private static void work() {
        Service.ready();
    }

    private record Part(String name) {
        void stopTaking() {
            Service.say(name);
        }

        void close() {
            Service.say(name);
        }
    }
}
