// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    redis://user:s3cret@host:6379/0            | redis://***@host:6379/0
                    redis://:s3cret@host                       | redis://***@host
                    https://token@host/path                    | https://***@host/path
                    REDISS://u:s3cret@host                     | REDISS://***@host
                    amqp://a:s3c@ret@host                      | amqp://***@host
                    redis://u:s3/cr#et?x@host:6379             | redis://***@host:6379
                    mongodb://u:s3cret@h1:1,h2:2/db            | mongodb://***@h1:1,h2:2/db
                    to redis://u:s3cret@a and redis://v:t@b    | to redis://***@a and redis://***@b
                    jdbc:x://h/d?u=u&password=s3cret&ssl=1     | jdbc:x://h/d?u=u&password=***&ssl=1
                    https://h/?api_key=s3cret                  | https://h/?api_key=***
                    password: s3cret                           | password: ***
                    http://host:8080/a?mail=b@c                | http://host:8080/a?mail=b@c
                    http://host/a?mail=b@c                     | http://host/a?mail=b@c
                    http://host:8080 said to me@you            | http://host:8080 said to me@you
                    no url and no secret                       | no url and no secret
                    """)
    void mask_ofText_hidesCredentialsAndNothingElse(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @Test
    void mask_ofLongText_cutsItAndHidesWhatTheCutWentThrough() {
        String url = "redis://user:s3cret-that-is-long@host";
        for (int before = 1_900; before < 2_010; before++) {
            String masked = Masking.mask("x".repeat(before) + " " + url);

            assertThat(masked).hasSizeLessThanOrEqualTo(2_010).doesNotContain("s3");
        }
        assertThat(Masking.mask("x".repeat(5_000))).hasSize(2_000).endsWith("…");
        assertThat(Masking.mask("x".repeat(2_000))).hasSize(2_000).endsWith("x");
    }

    @Test
    void mask_ofHostileText_takesNoLongerForIt() {
        String hostile = "://".repeat(600) + "a:".repeat(90);

        assertThat(Masking.mask(hostile)).isNotEmpty();
    }
}
