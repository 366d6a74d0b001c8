// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mainstay.health.Health;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MicroProfileSchemaTest {
    private final Schema schema =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(text("/microprofile-health.schema.json"), InputFormat.JSON);

    @ParameterizedTest
    @ValueSource(strings = {"status", "names", "details", "check", "excluded", "unknown"})
    void goldenFile_followsTheSpecification(String name) {
        assertThat(errors(text("/golden/microprofile-" + name + ".json"))).isEmpty();
    }

    @Test
    void answer_withValuesOfEveryKind_followsTheSpecification() {
        var fixture = new Fixture().started();
        fixture.redis =
                Health.down("\"quoted\"\n")
                        .with("decimal", new BigDecimal("0.1"))
                        .with("notANumber", Double.NaN)
                        .with("object", List.of("a", 1))
                        .with("flag", true);
        fixture.after(Duration.ofSeconds(12));
        String answer =
                body(get(fixture.endpoints(Details.ALWAYS), "/health/ready?format=microprofile"));

        assertThat(answer).contains("notANumber");
        assertThat(errors(answer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":\"DEGRADED\",\"checks\":[]}",
                "{\"status\":\"UP\"}",
                "{\"status\":\"UP\",\"checks\":[],\"since\":\"2026\"}",
                "{\"status\":\"UP\",\"checks\":[{\"name\":\"a\",\"status\":\"UP\","
                        + "\"data\":{\"b\":[]}}]}"
            })
    void otherAnswer_isRefused(String answer) {
        assertThat(errors(answer)).isNotEmpty();
    }

    private List<Error> errors(String answer) {
        return schema.validate(answer, InputFormat.JSON);
    }

    private static String text(String resource) {
        try (InputStream in = MicroProfileSchemaTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new AssertionError(resource, e);
        }
    }
}
