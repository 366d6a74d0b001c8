// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    private enum Word {
        IN_TIME
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\nb",
                "a\r\nb",
                "a\tb",
                "a\u0000b",
                "a\u0085b",
                "a\u2028\u2029b",
                "a\u001bb"
            })
    void oneLine_ofControlCharacters_hasOneSpaceForThem(String text) {
        assertThat(Text.oneLine(text)).isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a  b", "grün \u2713"})
    void oneLine_ofOneLine_isThatLine(String text) {
        assertThat(Text.oneLine(text)).isEqualTo(text);
    }

    @Test
    void constant_inATurkishLocale_isSpelledAlike() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));

            assertThat(Text.of(Word.IN_TIME)).isEqualTo("in_time");
        } finally {
            Locale.setDefault(before);
        }
    }
}
