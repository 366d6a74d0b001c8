// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.CapturedLog;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Hostile;
import dev.mainstay.health.Probe;
import dev.mainstay.shutdown.TaskReport.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Users' code at its worst: nothing of ours fails by it, and nothing written holds a secret. */
@Timeout(60)
class HostileCodeTest {
    private static final String URL = "redis://app:" + Hostile.SECRET + "@db:6379";

    private final CapturedLog log = new CapturedLog();
    private final HealthMonitor health = HealthMonitor.builder().build().start();

    @AfterEach
    void close() {
        log.close();
        health.close();
    }

    static Stream<Throwable> hostile() {
        return Stream.of(
                Hostile.telling(),
                Hostile.tellingUnchecked(),
                Hostile.tellingError(),
                Hostile.throwing());
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void tasks_ofEveryPhaseThatThrowIt_areReportedAndTellNoSecret(Throwable thrown)
            throws InterruptedException {
        ShutdownCoordinatorBuilder builder = builder();
        for (Phase phase : Phase.values()) {
            builder.on(phase, "task-" + phase.ordinal(), () -> raise(thrown));
        }

        ShutdownReport report = run(builder.build());

        assertThat(report.tasks()).extracting(TaskReport::outcome).containsOnly(Outcome.FAILED);
        assertThat(report.tasks().get(0).cause().orElseThrow() == thrown).isTrue();
        assertThat(report.tasks().toString()).doesNotContain(Hostile.SECRET);
        assertNoSecret(report);
        assertThat(log.lines("failed in")).hasSizeGreaterThanOrEqualTo(Phase.values().length);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void options_thatThrowIt_registerNothing(Throwable thrown) throws InterruptedException {
        ShutdownCoordinator shutdown = builder().build();

        try {
            shutdown.on(Phase.WORK, "jobs", () -> {}, options -> raise(thrown));
        } catch (Throwable e) {
            assertThat(e == thrown).isTrue();
        }

        assertThat(run(shutdown).tasks()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void listeners_thatThrowItAsReadinessTurnsDown_keepNothingFromRunning(Throwable thrown)
            throws InterruptedException {
        HealthMonitor listened =
                HealthMonitor.builder().onChange(change -> raise(thrown)).build().start();
        ShutdownCoordinator shutdown =
                ShutdownCoordinator.builder(listened)
                        .endsProcess(false)
                        .propagationDelay(Duration.ZERO)
                        .on(Phase.CLIENTS, "redis", () -> {})
                        .build();

        assertNoSecret(run(shutdown));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void monitor_whoseClosingThrowsIt_keepsNothingFromRunning(Throwable thrown) {
        var tasks = new Tasks(System::nanoTime);
        tasks.add(Phase.CLIENTS, "redis", () -> {}, options -> {});
        var run =
                new ShutdownRun(
                        "test",
                        builder().settings(),
                        tasks,
                        InFlight.create(),
                        () -> raise(thrown),
                        System::nanoTime);

        ShutdownReport report = run.run();

        assertThat(report.isClean()).isTrue();
        assertNoSecret(report);
        assertThat(log.lines("closing the health monitor failed")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void values_whoseWordsThrowIt_areLoggedByTheirClass(Throwable thrown) {
        var lines = new AsyncLog();
        lines.info("before {}", new Odd(thrown));
        lines.info("after");

        assertThat(lines.flush(ofSeconds(20).toNanos())).isTrue();
        lines.end();

        assertThat(log.lines("after")).hasSize(1);
        assertThat(log.all()).contains("HostileCodeTest$Odd").doesNotContain(Hostile.SECRET);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void signalHandlersOfOthers_thatThrowIt_areLogged(Throwable thrown) throws Exception {
        assertThat(Signals.handle("URG", (name, number) -> raise(thrown))).isNull();
        assertThat(Signals.handle("URG", (name, number) -> {})).isNull();

        String kill = "kill -URG " + ProcessHandle.current().pid();
        assertThat(new ProcessBuilder("sh", "-c", kill).start().waitFor()).isZero();

        await().until(() -> !log.lines("another handler of SIGURG failed").isEmpty());
        assertThat(log.all()).doesNotContain(Hostile.SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://app:s3c/ret@db:6379, s3c/ret",
        "jdbc:postgresql://db/x?user=a&password=s3cret, s3cret",
        "https://:s3cret@host/, s3cret",
        "Authorization: Bearer s3cret, s3cret",
    })
    void credentials_inAFailure_areMasked(String words, String secret) throws InterruptedException {
        ShutdownCoordinator shutdown =
                builder()
                        .on(
                                Phase.CLIENTS,
                                "redis",
                                () -> {
                                    throw new IOException(words, new IOException(words));
                                })
                        .build();

        assertThat(run(shutdown).toString()).contains("***").doesNotContain(secret);
        assertThat(log.all()).contains("***").doesNotContain(secret);
    }

    @Test
    void credentials_inTheReason_areMasked() throws InterruptedException {
        ShutdownCoordinator shutdown = builder().build();
        shutdown.requestShutdown("lost " + URL);

        ShutdownReport report = shutdown.await();

        assertThat(report.reason()).isEqualTo("lost redis://***@db:6379");
        assertThat(health.details(Probe.READINESS).toString()).doesNotContain(Hostile.SECRET);
        assertNoSecret(report);
    }

    @Test
    void credentials_inTheNameOfWork_areMasked() throws InterruptedException {
        ShutdownCoordinator shutdown = builder().timeout(Duration.ofMillis(200)).build();
        InFlight.Token unused = shutdown.inFlight().begin("copy " + URL);

        ShutdownReport report = run(shutdown);

        assertThat(shutdown.inFlight().items())
                .extracting(InFlight.Item::name)
                .containsExactly("copy redis://***@db:6379");
        assertThat(report.cutItems().toString()).doesNotContain(Hostile.SECRET);
        assertThat(report.toString()).contains("copy redis://***@db:6379, for ");
        assertNoSecret(report);
    }

    @Test
    void credentials_inArgumentsOfTempFiles_areMasked() {
        try (TempFiles files = TempFiles.of("hostile-code-test")) {
            assertThatThrownBy(() -> files.createFile(URL))
                    .hasMessageContaining("***")
                    .hasMessageNotContaining(Hostile.SECRET);
        }
        Path parent = Path.of("no", "password=" + Hostile.SECRET);
        assertThatThrownBy(() -> TempFiles.builder("app").parent(parent).build())
                .hasMessageContaining("***")
                .hasMessageNotContaining(Hostile.SECRET);
    }

    @Test
    void credentials_inTheEnvironment_areMaskedByExplain() {
        ShutdownCoordinator shutdown =
                builder().platform(new Platform(Platform.Kind.KUBERNETES, URL)).build();

        assertThat(shutdown.explain()).contains("but was 'redis://***@db:6379'");
        assertThat(log.all()).contains("redis://***@db").doesNotContain(Hostile.SECRET);
    }

    private ShutdownCoordinatorBuilder builder() {
        return ShutdownCoordinator.builder(health)
                .endsProcess(false)
                .timeout(ofSeconds(20))
                .propagationDelay(Duration.ZERO);
    }

    private static ShutdownReport run(ShutdownCoordinator shutdown) throws InterruptedException {
        shutdown.requestShutdown("test");
        return shutdown.await();
    }

    private void assertNoSecret(ShutdownReport report) {
        assertThat(report.toString()).doesNotContain(Hostile.SECRET);
        assertThat(log.all()).contains(" took ").doesNotContain(Hostile.SECRET);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private record Odd(Throwable thrown) {
        @Override
        public String toString() {
            raise(thrown);
            return "";
        }
    }
}
