// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LazyJsonLibraryTest {
    private static final String JACKSON = "tools.jackson";

    @Test
    void anonymousAnswers_ofEveryForm_loadNoJsonLibrary() throws Exception {
        assertThat(loadedBy("anonymous")).contains(HealthEndpoints.class.getName());
        assertThat(loadedBy("anonymous")).doesNotContain(JACKSON);
    }

    @Test
    void detailedAnswers_always_loadJacksonsStreamsAndNoDatabind() throws Exception {
        assertThat(loadedBy("detailed"))
                .contains(JACKSON + ".core.json.JsonFactory")
                .doesNotContain(JACKSON + ".databind");
    }

    private static String loadedBy(String what) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xlog:class+load:stdout",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Asked.class.getName(),
                                what)
                        .redirectErrorStream(true)
                        .start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).as(output).isZero();
            return output;
        } finally {
            child.destroyForcibly();
        }
    }

    /** What the child process runs. */
    static final class Asked {
        private Asked() {}

        public static void main(String[] args) {
            HealthMonitor monitor = HealthMonitor.builder().build();
            HealthEndpoints endpoints =
                    HealthEndpoints.builder(monitor).details(Details.NAMES).build();
            if (args[0].equals("detailed")) {
                Fixture.get(endpoints, "/health/detailed");
                return;
            }
            String[] targets = {
                "/health",
                "/health/ready",
                "/health/ready?verbose",
                "/health/ready/none",
                "/no",
                "/health?format=microprofile",
                "/health?format=spring-boot",
                "/health?format=ietf"
            };
            for (String target : targets) {
                Fixture.get(endpoints, target);
            }
        }
    }
}
