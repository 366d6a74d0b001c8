// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import tools.jackson.databind.json.JsonMapper;

/** The one mapper. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}
}
