#ifndef CSPECIFICATION_H
#define CSPECIFICATION_H

/// One article of `ArrLanguage.docc`: Markdown in UTF-8, `length` bytes without a terminator.
typedef struct {
  const char *name;
  const unsigned char *text;
  long length;
} arr_article;

/// All articles in their order of reading; `arr_article_count` of them.
const arr_article *arr_articles(void);
/// How many articles there are.
long arr_article_count(void);

#endif
