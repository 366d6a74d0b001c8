// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.internal.Throwables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What users' code throws and says wherever it is called: nothing fails, no secret is told. */
class HostileCodeTest {
    private static final String WORDS = "redis://app:" + Hostile.SECRET + "@db:6379";

    private final CapturedLog log = new CapturedLog();
    private final List<HealthChange> told = new CopyOnWriteArrayList<>();
    private HealthMonitor monitor = HealthMonitor.builder().build();

    static Stream<Throwable> thrown() {
        return Stream.of(
                Hostile.telling(),
                Hostile.tellingUnchecked(),
                Hostile.tellingError(),
                Hostile.throwing());
    }

    @AfterEach
    void close() {
        monitor.close();
        log.close();
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void check_thatThrows_isDownWhateverItThrows(Throwable thrown) {
        SelfCheck check = () -> fail(thrown);
        begin(
                HealthMonitor.builder()
                        .liveness("live", check, HostileCodeTest::quickly)
                        .readiness("ready", check, HostileCodeTest::quickly)
                        .startup("start", check, HostileCodeTest::quickly)
                        .readiness("sound", Health::up)
                        .onChange(told::add));

        await().until(() -> told.size() == 4);

        assertThat(of("live")).isEqualTo(Status.DOWN);
        assertThat(of("ready")).isEqualTo(Status.DOWN);
        assertThat(of("start")).isEqualTo(Status.DOWN);
        assertThat(of("sound")).isEqualTo(Status.UP);
        await().until(() -> log.lines("health '").size() == 4);
        assertThatNothingIsTold();
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void listener_thatThrows_keepsNoOtherFromBeingTold(Throwable thrown) {
        begin(
                HealthMonitor.builder()
                        .onChange(change -> fail(thrown))
                        .onChange(told::add)
                        .onChange(change -> fail(thrown)));

        monitor.gate("one").close("first");
        monitor.gate("two").close("second");

        await().until(() -> told.size() == 2);
        await().until(() -> log.lines("a health listener failed").size() == 4);
        assertThatNothingIsTold();
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void executor_thatThrows_leavesItsChecksUnknown(Throwable thrown) {
        begin(
                HealthMonitor.builder()
                        .executor(work -> fail(thrown))
                        .readiness("a", Health::up, HostileCodeTest::quickly));

        await().until(() -> detailed().contains("the executor rejected the run: "));

        assertThat(of("a")).isEqualTo(Status.UNKNOWN);
        assertThatNothingIsTold();
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void value_whoseToStringThrows_isAFailureOfItsCheck(Throwable thrown) {
        var value =
                new Object() {
                    @Override
                    public String toString() {
                        return String.valueOf(fail(thrown));
                    }
                };
        begin(
                HealthMonitor.builder()
                        .readiness(
                                "a",
                                () -> Health.up().with("value", value),
                                HostileCodeTest::quickly));

        await().until(() -> of("a") == Status.DOWN);

        assertThatNothingIsTold();
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void options_thatThrow_throwAtTheCallerAndAddNothing(Throwable thrown) {
        Consumer<CheckOptions> options = it -> fail(thrown);

        assertThatThrownBy(() -> monitor.addReadiness("a", Health::up, options)).isSameAs(thrown);

        assertThat(monitor.report().checks()).isEmpty();
    }

    /** A thread of a user's executor is of a user's class. */
    @Test
    void thread_whoseStackCannotBeRead_isInterruptedAllTheSame() {
        var interrupted = new CountDownLatch(1);
        Executor executor = work -> new Opaque(work).start();
        begin(
                HealthMonitor.builder()
                        .executor(executor)
                        .readiness("a", () -> hang(interrupted), HostileCodeTest::quickly));

        await().until(() -> interrupted.getCount() == 0);

        assertThat(of("a")).isEqualTo(Status.DOWN);
        assertThat(log.lines("the health scheduler failed")).isEmpty();
    }

    @Test
    void words_ofUsers_areMaskedWhereverTheyAreShown() {
        var peer =
                new Object() {
                    @Override
                    public String toString() {
                        return WORDS;
                    }
                };
        Health said = Health.down("cannot reach " + WORDS).with("url", WORDS).with("peer", peer);
        begin(
                HealthMonitor.builder()
                        .readiness("a", () -> said, HostileCodeTest::quickly)
                        .onChange(told::add));
        await().until(() -> told.size() == 1);
        monitor.gate("gate").close("told by " + WORDS);
        monitor.gate("latched").latch("told by " + WORDS);
        Maintenance maintenance = monitor.maintenance("as " + WORDS + " moves", ofMinutes(1));

        await().until(() -> told.size() == 4);

        await().until(() -> log.lines("health '").size() == 4);
        assertThat(maintenance.reason()).isEqualTo("as redis://***@db:6379 moves");
        assertThat(maintenance.toString()).doesNotContain(Hostile.SECRET);
        assertThat(said.toString()).doesNotContain(Hostile.SECRET);
        assertThatNothingIsTold();
    }

    @Test
    void names_thatAreRefused_areMaskedInTheMessage() {
        List<Runnable> refused =
                List.of(
                        () -> monitor.addReadiness(WORDS, Health::up),
                        () -> monitor.addReadiness("mainstay" + WORDS, Health::up),
                        () -> monitor.gate(WORDS),
                        () -> monitor.mute(WORDS, ofMinutes(1)),
                        () -> full().with("password=" + Hostile.SECRET, 1));

        for (Runnable call : refused) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("***")
                    .hasMessageNotContaining(Hostile.SECRET);
        }
    }

    private void begin(HealthMonitorBuilder builder) {
        monitor.close();
        monitor = builder.build().start();
    }

    private static void quickly(CheckOptions options) {
        options.interval(ofMillis(20)).timeout(ofMillis(500)).failureThreshold(1);
    }

    private static Health fail(Throwable thrown) {
        throw Throwables.<RuntimeException>raise(thrown);
    }

    private static Health hang(CountDownLatch interrupted) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        return Health.up();
    }

    private static Health full() {
        Health full = Health.up();
        for (int i = 0; i < Health.MAX_DETAILS; i++) {
            full = full.with("key" + i, i);
        }
        return full;
    }

    private Status of(String name) {
        return monitor.report().check(name).orElseThrow().status();
    }

    private String detailed() {
        var all = new ArrayList<Object>();
        HealthDetails details = monitor.details();
        all.add(details);
        all.addAll(details.history());
        details.checks().forEach(check -> all.add(check.message() + " " + check.details()));
        return all.toString();
    }

    private void assertThatNothingIsTold() {
        assertThat(log.all()).doesNotContain(Hostile.SECRET);
        assertThat(detailed()).doesNotContain(Hostile.SECRET);
        assertThat(told.toString()).doesNotContain(Hostile.SECRET);
        assertThat(log.lines("the health scheduler failed")).isEmpty();
    }

    private static final class Opaque extends Thread {
        Opaque(Runnable work) {
            super(work, "opaque");
            setDaemon(true);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }
    }
}
