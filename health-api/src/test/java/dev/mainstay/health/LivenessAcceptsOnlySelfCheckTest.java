// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Liveness on a check of something else restarts the process for a fault no restart mends. */
class LivenessAcceptsOnlySelfCheckTest {
    @TempDir Path output;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HealthMonitor.builder().liveness(\"a\", other);",
                "HealthMonitor.builder().liveness(\"a\", other, o -> {});",
                "HealthMonitor.builder().startup(\"a\", other);",
                "HealthMonitor.builder().build().addLiveness(\"a\", other);",
            })
    void check_ofSomethingElse_doesNotCompile(String statement) throws Exception {
        assertThat(errors(statement))
                .contains("incompatible types: HealthCheck cannot be converted to SelfCheck");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HealthMonitor.builder().liveness(\"a\", self);",
                "HealthMonitor.builder().liveness(\"a\", () -> Health.up());",
                "HealthMonitor.builder().startup(\"a\", self).readiness(\"b\", other);",
                "HealthMonitor.builder().build().addLiveness(\"a\", Health::up);",
            })
    void check_ofThisProcess_compiles(String statement) throws Exception {
        assertThat(errors(statement)).isEmpty();
    }

    @Test
    void compiler_isThere() {
        assertThat(ToolProvider.getSystemJavaCompiler()).isNotNull();
    }

    private String errors(String statement) throws Exception {
        String source =
                """
                import dev.mainstay.health.*;
                class Program {
                    void use(HealthCheck other, SelfCheck self) {
                        %s
                    }
                }
                """
                        .formatted(statement);
        var file =
                new SimpleJavaFileObject(
                        URI.create("string:///Program.java"),
                        javax.tools.JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        Path classes =
                Path.of(
                        HealthMonitor.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var errors = new StringWriter();
        List<String> options =
                List.of(
                        "-cp",
                        classes.toString(),
                        "-d",
                        output.toString(),
                        "-proc:none",
                        "-nowarn");
        boolean done = compiler.getTask(errors, null, null, options, null, List.of(file)).call();
        return done ? "" : errors.toString();
    }
}
