DROP TABLE user_skeletons;
