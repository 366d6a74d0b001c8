// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class MaskingTest {
    @ParameterizedTest
    @CsvFileSource(
            resources = "/dev/mainstay/internal/masking-cases.txt",
            delimiter = '|',
            quoteCharacter = '`')
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
