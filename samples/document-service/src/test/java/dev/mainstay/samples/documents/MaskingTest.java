// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "redis://me:s3cret@host:6379/0       | redis://***@host:6379/0",
                "redis://:s3c/r@et@host              | redis://***@host",
                "http://host/?api_key=s3cret&x=1     | http://host/?api_key=***&x=1",
                "jdbc:x://h/d?user=a&password=s3cret | jdbc:x://h/d?user=a&password=***",
                "{\"password\": \"s3 cret\", \"n\": 1} | {\"password\": ***, \"n\": 1}",
                "Authorization: Bearer s3cret.x-y~   | Authorization: Bearer ***",
                "AWS_SECRET_ACCESS_KEY=s3cret        | AWS_SECRET_ACCESS_KEY=***",
                "http://host:8080/documents          | http://host:8080/documents",
                "2 tokens left                       | 2 tokens left",
            })
    void mask_ofText_hidesCredentials(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @Test
    void mask_ofLines_makesOneOfThem() {
        assertThat(Masking.mask("a\r\nINFO b\nc")).isEqualTo("a INFO b c");
    }

    @Test
    void throwable_whenDescribed_tellsNoSecret() {
        var thrown =
                new IOException(
                        "redis://me:s3cret@host refused",
                        new IllegalStateException("password=s3cret"));

        assertThat(Masking.message(thrown)).isEqualTo("redis://***@host refused");
        assertThat(Masking.message(new IOException())).isEqualTo("IOException");
        assertThat(Masking.describe(thrown))
                .isEqualTo("java.io.IOException: redis://***@host refused");
        assertThat(Masking.trace(thrown).lines())
                .startsWith("", "java.io.IOException: redis://***@host refused")
                .contains("Caused by: java.lang.IllegalStateException: password=***")
                .anyMatch(line -> line.contains("MaskingTest.throwable_whenDescribed"))
                .noneMatch(line -> line.contains("s3cret"));
    }
}
