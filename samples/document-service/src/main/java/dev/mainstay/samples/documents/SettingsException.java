// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.util.List;

/** The environment asks for something that can't be; says for each variable what is wrong. */
final class SettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    SettingsException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
