// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerTest {
    private static final HealthCheck NEVER_PUBLISHED = () -> Health.unknown("cannot tell");

    private final List<HealthChange> told = new CopyOnWriteArrayList<>();
    private HealthMonitor monitor = HealthMonitor.builder().build();

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void listener_ofManyChanges_isToldOfEachOnceAndInOrder() {
        begin(HealthMonitor.builder().onChange(told::add));
        Gate gate = monitor.gate("flips");

        flip(gate, 400);

        await().until(() -> told.size() >= 800);
        for (int i = 0; i < 800; i++) {
            assertThat(told.get(i).to()).isEqualTo(i % 2 == 0 ? Status.DOWN : Status.UP);
        }
        assertThat(told).hasSize(800);
    }

    @Test
    void change_ofACheck_saysFromToWhyAndSince() {
        var check = new Scripted(Health.degraded("12% free, limit 20%"));
        begin(HealthMonitor.builder().onChange(told::add).readiness("disk", check));

        await().until(() -> told.size() == 1);
        HealthChange change = told.get(0);
        assertThat(change.name()).isEqualTo("disk");
        assertThat(change.isGate()).isFalse();
        assertThat(change.from()).isEqualTo(Status.UNKNOWN);
        assertThat(change.to()).isEqualTo(Status.DEGRADED);
        assertThat(change.reason()).contains("12% free, limit 20%");
        assertThat(change.at()).isEqualTo(monitor.report().check("disk").orElseThrow().since());
        assertThat(change.after().isNegative()).isFalse();
        assertThat(change).hasToString("'disk' UNKNOWN -> DEGRADED after 0s: 12% free, limit 20%");
    }

    @Test
    void listener_whenTold_seesAReportThatSaysTheSame() {
        var seen = new AtomicReference<Status>();
        begin(
                HealthMonitor.builder()
                        .onChange(change -> seen.set(monitor.report(Probe.READINESS).status())));

        monitor.gate("draining").close("draining");

        await().untilAsserted(() -> assertThat(seen).hasValue(Status.DOWN));
    }

    @Test
    void outcomes_thatPublishNothing_areNotTold() {
        var check = new Scripted(Health.up());
        begin(HealthMonitor.builder().onChange(told::add).readiness("a", check));
        await().until(() -> told.size() == 1);
        check.says = Health.up().with("used", 7);

        monitor.refresh();
        await().until(() -> check.runs.get() == 2);
        monitor.gate("last").close("the end");

        await().until(() -> told.size() >= 2);
        assertThat(told.get(1).name()).isEqualTo("last");
    }

    /** The second telling of a listener that throws must be guarded as the first. */
    @Test
    void listener_thatThrows_isToldOfTheNextChangeAndOthersAreToldAllTheSame() {
        var calls = new AtomicInteger();
        begin(
                HealthMonitor.builder()
                        .onChange(
                                change -> {
                                    calls.incrementAndGet();
                                    throw new AssertionError("of a listener");
                                })
                        .onChange(
                                change -> {
                                    throw new StackOverflowError();
                                })
                        .onChange(
                                change -> {
                                    throw new Unprintable();
                                })
                        .onChange(told::add));

        flip(monitor.gate("flips"), 2);

        await().until(() -> told.size() == 4);
        assertThat(calls).hasValue(4);
    }

    /** Called under a lock it could wait for a thread that waits for the monitor. */
    @Test
    void listener_thatWaitsForAThreadThatUsesTheMonitor_doesNotDeadlock() {
        var done = new AtomicBoolean();
        begin(
                HealthMonitor.builder()
                        .onChange(
                                change -> {
                                    var other = new Thread(this::useTheMonitor);
                                    other.start();
                                    try {
                                        other.join();
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                    useTheMonitor();
                                    monitor.close();
                                    done.set(true);
                                }));

        monitor.gate("draining").close("draining");

        await().untilTrue(done);
        assertThat(monitor.report(Probe.READINESS).status()).isEqualTo(Status.DOWN);
    }

    @Test
    void listener_thatClosesTheMonitor_isNotInterrupted() {
        var interrupted = new AtomicReference<Boolean>();
        begin(
                HealthMonitor.builder()
                        .onChange(
                                change -> {
                                    monitor.close();
                                    interrupted.set(Thread.interrupted());
                                }));

        monitor.gate("draining").close("draining");

        await().untilAsserted(() -> assertThat(interrupted).hasValue(false));
    }

    @Test
    void slowListener_losesTheOldestChangesAndIsWarnedOfOnce() throws Exception {
        var inFirst = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var log = new CapturedLog()) {
            begin(
                    HealthMonitor.builder()
                            .onChange(
                                    change -> {
                                        inFirst.countDown();
                                        awaitUninterruptibly(release);
                                        told.add(change);
                                    })
                            .readiness("ticks", NEVER_PUBLISHED, o -> o.interval(ofMillis(10))));
            Gate gate = monitor.gate("flips");
            gate.close("reason 0");
            inFirst.await();
            for (int i = 1; i <= 1_500; i++) {
                if (i % 2 == 0) {
                    gate.close("reason " + i);
                } else {
                    gate.open();
                }
            }

            await().atMost(ofSeconds(20)).until(() -> log.lines("oldest are dropped").size() == 1);
            release.countDown();
            await().until(() -> told.size() == 1_001);
            flip(gate, 3);
            await().until(() -> told.size() == 1_007 || told.size() == 1_006);
            assertThat(told.get(0).reason()).contains("reason 0");
            assertThat(told.get(1).reason().or(() -> told.get(2).reason())).contains("reason 502");
            assertThat(log.lines("oldest are dropped")).hasSize(1);
        }
    }

    @Test
    void closedMonitor_tellsNothingMore() throws Exception {
        var inFirst = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        begin(
                HealthMonitor.builder()
                        .onChange(
                                change -> {
                                    told.add(change);
                                    inFirst.countDown();
                                    awaitUninterruptibly(release);
                                }));
        Gate gate = monitor.gate("flips");
        flip(gate, 2);
        inFirst.await();

        monitor.close();
        flip(gate, 2);
        release.countDown();

        await().until(() -> ListenerTest.threads("mainstay-health-listeners") == 0);
        assertThat(told).hasSize(1);
    }

    @Test
    void listeners_ofOneMonitor_areCalledFromOneDaemonThread() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        begin(
                HealthMonitor.builder()
                        .onChange(change -> threads.add(Thread.currentThread()))
                        .onChange(change -> threads.add(Thread.currentThread())));

        flip(monitor.gate("flips"), 5);

        await().until(() -> threads.size() == 20);
        assertThat(threads).containsOnly(threads.get(0)).allMatch(Thread::isDaemon);
    }

    private void begin(HealthMonitorBuilder builder) {
        monitor = builder.build();
        monitor.start();
    }

    private void useTheMonitor() {
        monitor.report();
        monitor.details();
        monitor.addReadiness("added", Health::up);
        monitor.remove("added");
        monitor.refresh();
        monitor.gate("more").close("more");
    }

    private static void flip(Gate gate, int times) {
        for (int i = 0; i < times; i++) {
            gate.close("flip " + i);
            gate.open();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message for you");
        }
    }
}
