// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.Platform.Kind;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ShutdownCoordinatorBuilderTest {
    private final HealthMonitor health = HealthMonitor.builder().build();
    private final ShutdownCoordinatorBuilder builder =
            ShutdownCoordinator.builder(health).endsProcess(false);

    @Test
    void defaults_areThoseOfThePlatform() {
        ShutdownSettings settings =
                builder.platform(new Platform(Kind.KUBERNETES, null)).settings();

        assertThat(settings)
                .isEqualTo(
                        new ShutdownSettings(
                                ofSeconds(25).toNanos(),
                                ofSeconds(5).toNanos(),
                                Long.MAX_VALUE,
                                ShutdownSettings.JVM_CODE,
                                false,
                                false,
                                new Platform(Kind.KUBERNETES, null)));
        assertThat(ShutdownCoordinator.builder(health).settings().endsProcess()).isTrue();
        assertThat(new TaskOptions().limit).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void valuesOutsideTheirRange_areRefusedWhereTheyAreGiven() {
        assertThatThrownBy(() -> builder.timeout(ofMillis(99)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be between PT0.1S and PT24H, but was PT0.099S");
        assertThatThrownBy(() -> builder.propagationDelay(ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("propagationDelay must be between PT0S and PT24H, but was PT-0.001S");
        assertThatThrownBy(() -> builder.endDelayWhenQuietFor(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("quiet must be between PT0.001S and PT24H, but was PT0S");
        assertThatThrownBy(() -> builder.exitCodeWhenClean(256))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code must be between 0 and 255, but was 256");
        assertThatThrownBy(() -> new TaskOptions().timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be between PT0.001S and PT24H, but was PT0S");
    }

    @Test
    void delay_ofMoreThanHalfOfTheTimeout_isRefusedAtBuild() {
        builder.timeout(ofSeconds(8)).propagationDelay(ofSeconds(5));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("propagationDelay must be at most half of timeout PT8S, but was PT5S");
    }

    @Test
    void signals_withoutEndingTheProcess_areRefusedAtBuild() {
        assertThatThrownBy(() -> builder.onSignals().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("onSignals must end the process, but may not");
    }

    @Test
    void optionsThatContradictEachOther_areRefusedAtBuild() {
        assertThatThrownBy(() -> builder.exitCodeWhenClean(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("exitCodeWhenClean must end the process, but may not");
        var quiet =
                ShutdownCoordinator.builder(health)
                        .endsProcess(false)
                        .propagationDelay(Duration.ZERO)
                        .endDelayWhenQuietFor(ofSeconds(1));
        assertThatThrownBy(quiet::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "endDelayWhenQuietFor must have a propagationDelay to end, but that is 0");
    }

    @Test
    void options_afterBuild_areRefused() {
        builder.build();

        List.<ThrowingCallable>of(
                        () -> builder.on(Phase.WORK, "a", () -> {}),
                        () -> builder.on(Phase.WORK, "a", () -> {}, options -> {}),
                        () -> builder.timeout(ofSeconds(1)),
                        () -> builder.propagationDelay(ofSeconds(1)),
                        () -> builder.endDelayWhenQuietFor(ofSeconds(1)),
                        builder::onSignals,
                        () -> builder.exitCodeWhenClean(0),
                        () -> builder.endsProcess(true))
                .forEach(
                        late ->
                                assertThatThrownBy(late)
                                        .isInstanceOf(IllegalStateException.class)
                                        .hasMessage("the coordinator is built already"));
    }

    @Test
    void tempFiles_withANameThatIsTooLongForTheirTask_areRefusedByItsOwnRule() {
        String name = "a".repeat(53);

        assertThatThrownBy(() -> builder.build().tempFiles(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must match [a-z0-9][a-z0-9-]{0,51}, but was '" + name + "'");
    }

    @Test
    void checkNamedAsTheGate_isRefusedAtBuild() {
        health.addReadiness("shutdown", () -> Health.up());

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a gate's name must not be a check's, but 'shutdown' is");
    }

    @Test
    void build_twice_isRefused() {
        builder.build();

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the coordinator is built already");
    }

    @Test
    void null_isRefusedWhereItIsGiven() {
        assertThatThrownBy(() -> ShutdownCoordinator.builder(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("health");
        assertThatThrownBy(() -> builder.on(Phase.WORK, "a", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("task");
        assertThatThrownBy(() -> builder.on(null, "a", () -> {}))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("phase");
        assertThatThrownBy(() -> builder.on(Phase.WORK, null, () -> {}))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> builder.build().requestShutdown(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("reason");
    }
}
