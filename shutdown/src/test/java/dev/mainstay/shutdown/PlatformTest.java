// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.shutdown.Platform.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    @TempDir private Path root;

    @Test
    void kubernetes_isToldByItsVariable() throws IOException {
        file(".dockerenv", "");

        assertThat(kind(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"))).isEqualTo(Kind.KUBERNETES);
    }

    @ParameterizedTest
    @ValueSource(strings = {".dockerenv", "run/.containerenv"})
    void container_isToldByItsFile(String name) throws IOException {
        file(name, "");

        assertThat(kind(Map.of())).isEqualTo(Kind.CONTAINER);
    }

    @ParameterizedTest
    @CsvSource({
        "0::/system.slice/docker-8f.scope, CONTAINER",
        "1:cpu:/kubepods/burstable/pod1, CONTAINER",
        "0::/init.scope, ELSEWHERE",
    })
    void container_isToldByItsControlGroup(String line, Kind expected) throws IOException {
        file("proc/1/cgroup", line);

        assertThat(kind(Map.of())).isEqualTo(expected);
    }

    @Test
    void container_isToldByTheVariableOfPodman() {
        assertThat(kind(Map.of("container", "podman"))).isEqualTo(Kind.CONTAINER);
    }

    @Test
    void process_withNoSigns_runsElsewhere() {
        assertThat(kind(Map.of())).isEqualTo(Kind.ELSEWHERE);
    }

    @ParameterizedTest
    @CsvSource({"KUBERNETES, 25, 5", "CONTAINER, 8, 0", "ELSEWHERE, 25, 0"})
    void defaults_areThoseOfThePlatform(Kind kind, int timeout, int delay) {
        assertThat(kind.timeout).isEqualTo(ofSeconds(timeout));
        assertThat(kind.delay(kind.timeout)).isEqualTo(ofSeconds(delay));
    }

    /** What was not set must not make a set timeout impossible. */
    @Test
    void delay_ifUnset_isNeverMoreThanHalfOfTheTimeout() {
        assertThat(Kind.KUBERNETES.delay(ofSeconds(4))).isEqualTo(ofSeconds(2));
    }

    @Test
    void grace_isWhatTheVariableSays_orThePlatformsDefault() {
        assertThat(new Platform(Kind.CONTAINER, "60").grace())
                .isEqualTo(new Platform.Grace(ofSeconds(60), "TERMINATION_GRACE_SECONDS"));
        assertThat(new Platform(Kind.KUBERNETES, null).grace())
                .isEqualTo(new Platform.Grace(ofSeconds(30), "Kubernetes' default"));
        assertThat(new Platform(Kind.CONTAINER, "soon").grace())
                .isEqualTo(new Platform.Grace(ofSeconds(10), "Docker's default"));
        assertThat(new Platform(Kind.ELSEWHERE, null).grace()).isNull();
    }

    private Kind kind(Map<String, String> environment) {
        return Platform.of(environment, root).kind();
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
